using System.Text.RegularExpressions;
using MeshStarter.Platform.Databases;

namespace MeshStarter.EmbeddedPostgres.Tests;

[Trait("Category", "Quick")]
public sealed class RolePlanTests
{
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);
    private static readonly WantedRoles Wanted = new(new Dictionary<string, string>(StringComparer.Ordinal) { ["orders"] = "secret" }, None, None);
    private static readonly WantedRoles Separate = Wanted with { Migrations = new Dictionary<string, string>(StringComparer.Ordinal) { ["orders"] = "owner" } };
    private static readonly ExistingDatabase Right = new("orders", TakesConnections: true, IsOpenToAll: false);
    private static readonly ExistingDatabase System = new("postgres", TakesConnections: true, IsOpenToAll: false);

    [Fact]
    public void New_cluster_gets_role_and_closed_database_before_anyone_can_connect()
    {
        Assert.Equal(
            [
                """CREATE ROLE "orders" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '(verifier)'""",
                """CREATE DATABASE "orders" OWNER "orders" TEMPLATE template0 ALLOW_CONNECTIONS false""",
                """REVOKE ALL ON DATABASE "orders" FROM PUBLIC""",
                """ALTER DATABASE "orders" WITH ALLOW_CONNECTIONS true""",
                """REVOKE ALL ON DATABASE "postgres" FROM PUBLIC""",
                """REVOKE ALL ON DATABASE "template1" FROM PUBLIC""",
            ],
            Plan([], RolePlan.NewCluster));
    }

    [Fact]
    public void What_is_right_is_left_alone_and_a_password_an_owner_or_a_half_made_database_that_is_not_is_fixed()
    {
        Assert.Empty(Plan(Stored("secret"), Existing(Right)));
        Assert.Equal(
            ["""ALTER ROLE "orders" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '(verifier)'"""],
            Plan(Stored("another"), Existing(Right)));
        Assert.Equal(
            ["""REVOKE ALL ON DATABASE "orders" FROM PUBLIC""", """ALTER DATABASE "orders" WITH ALLOW_CONNECTIONS true"""],
            Plan(Stored("secret"), Existing(Right with { TakesConnections = false, IsOpenToAll = true })));
        Assert.Equal(["""ALTER DATABASE "orders" OWNER TO "orders" """.TrimEnd()], Plan(Stored("secret"), Existing(Right with { Owner = "payments" })));
    }

    [Fact]
    public void Role_of_migrations_owns_the_database_and_the_services_role_may_connect() =>
        Assert.Equal(
            [
                """CREATE ROLE "orders" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '(verifier)'""",
                """CREATE ROLE "orders-migrations" WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '(verifier)'""",
                """CREATE DATABASE "orders" OWNER "orders-migrations" TEMPLATE template0 ALLOW_CONNECTIONS false""",
                """REVOKE ALL ON DATABASE "orders" FROM PUBLIC""",
                """GRANT CONNECT ON DATABASE "orders" TO "orders" """.TrimEnd(),
                """ALTER DATABASE "orders" WITH ALLOW_CONNECTIONS true""",
            ],
            Plan([], new Dictionary<string, ExistingDatabase>(StringComparer.Ordinal), Separate));

    [Fact]
    public void Database_that_the_services_role_owns_is_handed_over_once()
    {
        Assert.Equal([("orders", """REASSIGN OWNED BY "orders" TO "orders-migrations" """.TrimEnd())], RolePlan.Handovers(Separate, Existing(Right)));
        Assert.Empty(RolePlan.Handovers(Separate, Existing(Right with { Owner = "orders-migrations" })));
        Assert.Empty(RolePlan.Handovers(Wanted, Existing(Right)));
    }

    [Fact]
    public void Files_are_copied_for_a_database_only_on_request()
    {
        IEnumerable<string> Created(bool copiesFiles) =>
            RolePlan.Statements(Wanted, new Dictionary<string, string?>(StringComparer.Ordinal), RolePlan.NewCluster, Administrator.OfOwnServer, copiesFiles)
                .Where(statement => statement.StartsWith("CREATE DATABASE", StringComparison.Ordinal));

        Assert.All(Created(copiesFiles: true), statement => Assert.Contains(" TEMPLATE template0 STRATEGY file_copy ", statement, StringComparison.Ordinal));
        Assert.All(Created(copiesFiles: false), statement => Assert.Contains(" TEMPLATE template0 ALLOW_CONNECTIONS ", statement, StringComparison.Ordinal));
    }

    [Fact]
    public void No_statement_has_a_password_or_a_second_line() =>
        Assert.All(
            RolePlan.Statements(Wanted, new Dictionary<string, string?>(StringComparer.Ordinal), RolePlan.NewCluster, Administrator.OfOwnServer),
            statement =>
            {
                Assert.DoesNotContain("secret", statement, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', statement);
            });

    private static Dictionary<string, string?> Stored(string password) => new(StringComparer.Ordinal) { ["orders"] = ScramVerifier.Create(password) };

    private static Dictionary<string, ExistingDatabase> Existing(ExistingDatabase orders) =>
        new(StringComparer.Ordinal) { ["orders"] = orders, ["postgres"] = System, ["template1"] = System };

    private static List<string> Plan(Dictionary<string, string?> verifiers, IReadOnlyDictionary<string, ExistingDatabase> existing, WantedRoles? wanted = null) =>
        RolePlan.Statements(wanted ?? Wanted, verifiers, existing, Administrator.OfOwnServer)
            .Select(statement => Regex.Replace(statement, "SCRAM-SHA-256[^']+", "(verifier)", RegexOptions.None, TimeSpan.FromMinutes(1)))
            .ToList();
}
