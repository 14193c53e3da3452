namespace MeshStarter.Portal.SignIn;

/// <summary>
/// The names of the portal's cookies. A cookie belongs to a host, whatever its port. Each mesh of a machine therefore has names of its own, or one would sign
/// out the readers of another. The port does not identify a mesh, because an orchestrator's proxy may have another port than this process.
/// </summary>
/// <param name="User">The cookie of the signed-in user.</param>
internal sealed record SignInCookies(string User)
{
    /// <summary>The cookie of forms.</summary>
    public string Forms => $"{User}-forms";

    /// <summary>The cookies of sign-ins at the provider, before the state of each.</summary>
    public string Attempt => $"{User}-oidc";

    /// <summary>The cookie of a sign-out that goes on at the provider.</summary>
    public string SignOut => $"{User}-out";
}
