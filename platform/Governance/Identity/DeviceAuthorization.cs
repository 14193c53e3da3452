namespace MeshStarter.Governance.Identity;

/// <summary>Response of <c>POST /connect/device_authorization</c> (RFC 8628 section 3.2).</summary>
/// <param name="DeviceCode">The client's code.</param>
/// <param name="UserCode">The person's code.</param>
/// <param name="VerificationUri">The page where the person enters it.</param>
/// <param name="VerificationUriComplete">The page with the code.</param>
/// <param name="ExpiresIn">Seconds within which the person decides.</param>
/// <param name="Interval">Seconds between two requests of the client.</param>
internal sealed record DeviceAuthorization(string DeviceCode, string UserCode, string VerificationUri, string VerificationUriComplete, long ExpiresIn, long Interval)
{
    // A record prints its members; this one must not.
    public override string ToString() => nameof(DeviceAuthorization);
}
