namespace MeshStarter.Contracts.Json;

// Named by attributes of the linked sources; nothing is read as JSON here.
internal sealed class ParsedJsonConverter<T>;
