namespace MeshStarter.Platform.Storage.S3;

/// <summary>The credentials for an S3 store. No other source is used: no profile, no environment, no machine's role.</summary>
/// <param name="accessKey">Names who asks.</param>
/// <param name="secretKey">The key that signs requests.</param>
/// <param name="sessionToken">Comes with credentials that run out; null for those that do not.</param>
public sealed class S3Credentials(string accessKey, string secretKey, string? sessionToken = null)
{
    /// <summary>Names who asks.</summary>
    public string AccessKey { get; } = accessKey;

    /// <summary>The key that signs requests.</summary>
    public string SecretKey { get; } = secretKey;

    /// <summary>Comes with credentials that run out; null for those that do not.</summary>
    public string? SessionToken { get; } = sessionToken;

    /// <summary>Returns the access key, without the secrets.</summary>
    public override string ToString() => AccessKey;
}
