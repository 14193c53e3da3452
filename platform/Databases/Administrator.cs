namespace MeshStarter.Platform.Databases;

/// <summary>The role that sets a server up. That of a hosted server is no superuser: it may make roles and databases, and read no verifier.</summary>
/// <param name="IsSuperuser">Whether it is a superuser.</param>
/// <param name="HasServerAlone">Whether the server is the mesh's alone: only then its own databases are closed to all, too.</param>
internal sealed record Administrator(bool IsSuperuser, bool HasServerAlone)
{
    /// <summary>The superuser of the mesh's own server.</summary>
    public static Administrator OfOwnServer { get; } = new(IsSuperuser: true, HasServerAlone: true);

    /// <summary>The statements that give it the rights of a role: a superuser has them.</summary>
    public IEnumerable<string> Join(string role) => IsSuperuser ? [] : [$"""GRANT "{role}" TO CURRENT_USER"""];

    /// <summary>The statements that take them back.</summary>
    public IEnumerable<string> Leave(string role) => IsSuperuser ? [] : [$"""REVOKE "{role}" FROM CURRENT_USER"""];
}
