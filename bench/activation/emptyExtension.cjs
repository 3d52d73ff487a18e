// The floor under every activation.
exports.activate = () => undefined;
