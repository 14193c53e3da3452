using System.Reflection;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>A numbered series of SQL files embedded in an assembly. One database may have several sets.</summary>
/// <param name="Name">The set's name in table mesh_migrations, such as <c>catalog</c> or <c>orders/fact_order_events</c>; never changed later.</param>
/// <param name="Assembly">The assembly that embeds the files.</param>
/// <param name="ResourcePrefix">
/// The prefix of the resource names, such as <c>MeshStarter.Catalog.Migrations.</c>; the rest is <c>NNNN_verb_noun.sql</c>.
/// </param>
public sealed record MigrationSet(string Name, Assembly Assembly, string ResourcePrefix);
