namespace MeshStarter.Platform.Avro.Binary;

/// <summary>Bytes are not what their schema says: cut off, damaged, or written with another schema.</summary>
/// <param name="message">The fault.</param>
/// <param name="innerException">The cause.</param>
public sealed class AvroDataException(string message, Exception? innerException = null) : FormatException(message, innerException);
