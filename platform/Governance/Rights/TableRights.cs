namespace MeshStarter.Governance.Rights;

/// <summary>The rights that the role of the running service needs of some tables, which the role of the migrations owns.</summary>
/// <param name="Grants">Makes the SQL of a role's name, which is quoted.</param>
internal sealed record TableRights(Func<string, string> Grants);
