using MeshStarter.ServiceDefaults.Problems;

namespace MeshStarter.Platform.Enforcement.Bundles;

/// <summary>Thrown when there is no policy bundle, or the last good one is too old: requests must be refused. Unhandled, it is answered with 503.</summary>
public sealed class PolicyUnavailableException : UnavailableException
{
    /// <summary>Creates the exception.</summary>
    public PolicyUnavailableException() : this("There is no usable policy bundle.") { }

    /// <summary>Creates the exception with a message.</summary>
    public PolicyUnavailableException(string message) : base(message) { }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public PolicyUnavailableException(string message, Exception? innerException) : base(message, innerException) { }
}
