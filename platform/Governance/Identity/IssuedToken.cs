namespace MeshStarter.Governance.Identity;

/// <summary>A token and its id; only the id is ever written down.</summary>
internal sealed record IssuedToken(Guid Id, string Text, long ExpiresIn)
{
    public override string ToString() => Id.ToString("N");
}
