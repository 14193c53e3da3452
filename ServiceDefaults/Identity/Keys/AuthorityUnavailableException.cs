namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>Thrown when the authority's metadata or keys are unavailable.</summary>
/// <param name="message">The fault.</param>
/// <param name="innerException">The cause.</param>
public sealed class AuthorityUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The time until a retry is useful.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}
