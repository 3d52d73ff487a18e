// A child that does nothing but tell its memory.
process.send(process.memoryUsage.rss());
process.on('disconnect', () => process.exit(0));
