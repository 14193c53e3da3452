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
}

/// <summary>An object of a store could not be read, written or named. The message names it.</summary>
public sealed class StorageException : IOException
{
    /// <summary>Makes the exception for a location.</summary>
    public StorageException(StorageFailure failure, string location, string problem, Exception? innerException = null)
        : base($"{location}: {problem}", innerException)
    {
        Failure = failure;
        Location = location;
    }

    /// <summary>Makes the exception with a text and its cause.</summary>
    public StorageException(string message, Exception? innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception with a text.</summary>
    public StorageException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public StorageException()
    {
    }

    /// <summary>The kind of failure.</summary>
    public StorageFailure Failure { get; } = StorageFailure.Failed;

    /// <summary>The object, as it was requested.</summary>
    public string Location { get; } = "";
}
