namespace MeshStarter.Lake.Storage;

/// <summary>Who asks an S3 store. Nothing but what is given here is ever used: no profile, no environment, no machine's role.</summary>
/// <param name="accessKey">Names who asks.</param>
/// <param name="secretKey">What requests are signed with.</param>
/// <param name="sessionToken">Comes with credentials that run out; null for those that do not.</param>
public sealed class S3Credentials(string accessKey, string secretKey, string? sessionToken = null)
{
    /// <summary>Names who asks.</summary>
    public string AccessKey { get; } = accessKey;

    /// <summary>What requests are signed with.</summary>
    public string SecretKey { get; } = secretKey;

    /// <summary>Comes with credentials that run out; null for those that do not.</summary>
    public string? SessionToken { get; } = sessionToken;

    /// <summary>Who asks, without the secrets.</summary>
    public override string ToString() => AccessKey;
}
