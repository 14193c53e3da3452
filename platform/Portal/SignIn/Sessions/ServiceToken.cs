namespace MeshStarter.Portal.SignIn.Sessions;

/// <summary>A session's token for one service.</summary>
/// <param name="Token">The token.</param>
/// <param name="Until">The time from which it is not sent any more.</param>
internal sealed record ServiceToken(string Token, DateTimeOffset Until)
{
    // A record prints its members; this one must not.
    public override string ToString() => nameof(ServiceToken);
}
