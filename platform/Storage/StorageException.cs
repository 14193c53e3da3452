namespace MeshStarter.Platform.Storage;

/// <summary>The kind of failure of an object store.</summary>
public enum StorageFailure
{
    /// <summary>The location is not one that this store may touch; trying again does not help.</summary>
    Refused,

    /// <summary>Nothing is there.</summary>
    NotFound,

    /// <summary>Something is there already, and objects are never overwritten.</summary>
    Exists,

    /// <summary>The store does not let these credentials do that: the store's operator grants the right, or the object is another's.</summary>
    Denied,

    /// <summary>The store itself failed: a full disk, a missing right. Trying again may help.</summary>
    Failed,

    /// <summary>The object is in an archive class of the store, from which it is restored first.</summary>
    Archived,
}

/// <summary>An object of a store could not be read, written or named. The message names it.</summary>
/// <param name="failure">The kind of failure.</param>
/// <param name="location">The object, as it was requested.</param>
/// <param name="problem">The fault, as the end of a sentence that the location begins.</param>
/// <param name="innerException">The cause.</param>
public sealed class StorageException(StorageFailure failure, string location, string problem, Exception? innerException = null)
    : IOException($"{location}: {problem}", innerException)
{
    /// <summary>The kind of failure.</summary>
    public StorageFailure Failure { get; } = failure;

    /// <summary>The object, as it was requested.</summary>
    public string Location { get; } = location;
}
