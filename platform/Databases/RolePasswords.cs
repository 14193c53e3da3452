namespace MeshStarter.Platform.Databases;

/// <summary>The roles that the settings name.</summary>
/// <param name="Databases">The password of each role, which has a database of its name.</param>
/// <param name="Migrations">By database, the password of a role of its own for the migrations, which owns the database; without one its role owns it.</param>
internal sealed record RolePasswords(IReadOnlyDictionary<string, string> Databases, IReadOnlyDictionary<string, string> Migrations);
