using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Platform.Avro.Files;

/// <summary>Reads one item of a file, exactly as its schema says.</summary>
public delegate T AvroDecoder<out T>(ref AvroReader reader);
