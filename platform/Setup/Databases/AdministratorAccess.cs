using MeshStarter.ServiceDefaults.Identity.Platform;

namespace MeshStarter.Platform.Setup.Databases;

/// <summary>The administrator's credentials for the database server.</summary>
/// <param name="ConnectionString">The administrator's connection string.</param>
/// <param name="Identity">The identity whose token is the password; null where the string has one.</param>
internal sealed record AdministratorAccess(string ConnectionString, ManagedIdentityTokens? Identity);
