namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>Thrown when the authority's metadata or keys are unavailable.</summary>
public sealed class AuthorityUnavailableException : Exception
{
    /// <inheritdoc/>
    public AuthorityUnavailableException() : this("The authority is unavailable.") { }

    /// <inheritdoc/>
    public AuthorityUnavailableException(string message) : base(message) { }

    /// <inheritdoc/>
    public AuthorityUnavailableException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>The time until a retry is useful.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}
