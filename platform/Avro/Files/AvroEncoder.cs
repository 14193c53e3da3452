using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Platform.Avro.Files;

/// <summary>Writes one item of a file, exactly as its schema says.</summary>
public delegate void AvroEncoder<in T>(AvroWriter writer, T item);
