namespace MeshStarter.ServiceDefaults.Identity.Keys;

/// <summary>The authority's metadata or keys cannot be had now.</summary>
internal sealed class AuthorityUnavailableException : Exception
{
    public AuthorityUnavailableException() : this("The authority is unavailable.") { }

    public AuthorityUnavailableException(string message) : base(message) { }

    public AuthorityUnavailableException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>When it is worth to ask again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);
}
