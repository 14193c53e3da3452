using MeshStarter.Contracts.Avro;

namespace MeshStarter.Lake.Avro;

/// <summary>Reads one item of a file, exactly as its schema says.</summary>
public delegate T AvroDecoder<out T>(ref AvroReader reader);
