namespace MeshStarter.ServiceDefaults.Governance;

/// <summary>There is no policy bundle, or the last good one is too old: whoever decides must refuse. Answered as 503 where no one catches it.</summary>
public sealed class PolicyUnavailableException : Exception
{
    /// <summary>There is no usable policy.</summary>
    public PolicyUnavailableException() : this("There is no usable policy bundle.") { }

    /// <summary>There is no usable policy, and why.</summary>
    public PolicyUnavailableException(string message) : base(message) { }

    /// <summary>There is no usable policy, why, and what led to it.</summary>
    public PolicyUnavailableException(string message, Exception? innerException) : base(message, innerException) { }
}
