namespace MeshStarter.Cli.Remote.Tokens;

/// <summary>The begin of a sign-in by another device (RFC 8628 section 3.2).</summary>
internal sealed record DeviceAuthorization(string DeviceCode, string UserCode, string VerificationUri, string? VerificationUriComplete, long ExpiresIn, long? Interval)
{
    // A record prints its members; this one must not.
    public override string ToString() => nameof(DeviceAuthorization);
}
