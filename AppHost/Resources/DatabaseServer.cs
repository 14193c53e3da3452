using System.Globalization;

namespace MeshStarter.AppHost.Resources;

/// <summary>The server of the mesh's databases.</summary>
/// <param name="Address">Its endpoint.</param>
/// <param name="Roles">The process that makes roles and databases there: the owner of the mesh's own server, or the setup.</param>
internal sealed record DatabaseServer(EndpointReference Address, IResourceBuilder<ProjectResource> Roles)
{
    private const string Section = "Mesh__Postgres__";

    /// <summary>Returns whether a variable is a setting of the server, which no service gets.</summary>
    /// <param name="variable">The variable.</param>
    public static bool IsOwn(string variable) => variable.StartsWith(Section, StringComparison.OrdinalIgnoreCase);

    /// <summary>Has a database made, and a role for it.</summary>
    /// <param name="database">The name of the database, and of the running service's role.</param>
    /// <param name="password">The role's password.</param>
    /// <param name="setting">The setting that has it: <c>Password</c> of the running service's role, or <c>MigrationPassword</c> of the one that owns the database.</param>
    public void AddRole(string database, IResourceBuilder<ParameterResource> password, string setting) =>
        Roles.WithEnvironment($"{Section}Databases__{database}__{setting}", password);

    /// <summary>Returns the way of a role to a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="role">The role.</param>
    /// <param name="password">Its password.</param>
    /// <param name="poolSize">The largest number of connections of the process; null for the driver's.</param>
    public ReferenceExpression ConnectionString(string database, string role, IResourceBuilder<ParameterResource> password, int? poolSize = null)
    {
        var pool = poolSize is null ? "" : string.Create(CultureInfo.InvariantCulture, $";Maximum Pool Size={poolSize}");
        return ReferenceExpression.Create(
            $"Host={Address.Property(EndpointProperty.Host)};Port={Address.Property(EndpointProperty.Port)};Database={database};Username={role};Password={password.Resource};SSL Mode=Disable;GSS Encryption Mode=Disable{pool}");
    }
}
