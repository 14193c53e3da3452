namespace MeshStarter.Platform.Storage;

/// <summary>The size limit of objects that are read whole: metadata and manifests. Data files are the engine's, which reads parts of them.</summary>
internal static class WholeObject
{
    /// <summary>Bytes at most. Manifests are thirty times smaller; a larger one is an attack.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Room for an object's content.</summary>
    /// <exception cref="StorageException">It is too large.</exception>
    public static byte[] Room(string location, long length) => length <= MaxBytes
        ? new byte[length]
        : throw new StorageException(StorageFailure.Refused, location, $"is {length} bytes long; what is read whole has {MaxBytes} bytes at most.");
}
