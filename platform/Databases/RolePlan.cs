namespace MeshStarter.Platform.Databases;

/// <summary>
/// The statements that bring roles and databases to what the settings say: one role for each service and domain, and one database of the same
/// name that no other role can open. A service whose migrations have a role of their own does not own its database: it may do what that role grants it.
/// What is there and right is left alone; only a password that the administrator cannot compare is set each time. Names were validated as [a-z0-9_-], so quoting them is safe;
/// passwords appear as verifiers only. Each statement is one line and is complete by itself.
/// </summary>
internal static class RolePlan
{
    /// <summary>The provider of labels that name the identity of a role.</summary>
    public const string LabelProvider = "pgaadauth";

    private const string MigrationSuffix = "-migrations";

    /// <summary>PostgreSQL's own; they let every role in by default.</summary>
    private static readonly string[] SystemDatabases = ["postgres", "template1"];

    /// <summary>The databases of a cluster that initdb just made.</summary>
    public static IReadOnlyDictionary<string, ExistingDatabase> NewCluster { get; } =
        SystemDatabases.ToDictionary(name => name, _ => new ExistingDatabase("postgres", TakesConnections: true, IsOpenToAll: true), StringComparer.Ordinal);

    /// <summary>The role that owns the database of a service whose migrations have a role of their own.</summary>
    public static string MigrationRole(string database) => database + MigrationSuffix;

    /// <summary>
    /// The statements that make the roles of identities, and label those of other identities again, at Azure Database for PostgreSQL. They run before the others, in
    /// one transaction. The administrator makes the role itself and not by <c>pgaadauth_create_principal</c>: since PostgreSQL 16 only who made a role may grant it.
    /// </summary>
    /// <param name="wanted">The roles.</param>
    /// <param name="labels">The roles that the server has, with their labels of identities.</param>
    public static IEnumerable<string> Principals(WantedRoles wanted, IReadOnlyDictionary<string, string?> labels)
    {
        foreach (var (role, identity) in wanted.Principals.OrderBy(role => role.Key, StringComparer.Ordinal))
        {
            bool hasRole = labels.TryGetValue(role, out string? label);
            if (!hasRole)
            {
                yield return $"""CREATE ROLE "{role}" WITH LOGIN""";
            }

            if (label?.Contains(identity, StringComparison.OrdinalIgnoreCase) != true)
            {
                yield return $"""SECURITY LABEL FOR "{LabelProvider}" ON ROLE "{role}" IS 'aadauth,oid={identity},type=service'""";
            }
        }
    }

    /// <summary>The other statements.</summary>
    /// <param name="wanted">The roles.</param>
    /// <param name="verifiers">The verifiers that the server stores instead of passwords, for all its roles.</param>
    /// <param name="existing">The databases that the server has.</param>
    /// <param name="administrator">The role that executes the statements.</param>
    /// <param name="copiesFiles">
    /// Whether a new database is a copy of the template's files and not of its pages by way of the log: half the time where nothing is flushed. PostgreSQL
    /// before 15 has no other way, and no word for it.
    /// </param>
    public static IEnumerable<string> Statements(
        WantedRoles wanted,
        IReadOnlyDictionary<string, string?> verifiers,
        IReadOnlyDictionary<string, ExistingDatabase> existing,
        Administrator administrator,
        bool copiesFiles = false)
    {
        foreach (string name in wanted.Names)
        {
            foreach (string statement in wanted.Passwords.TryGetValue(name, out string? password) ? Role(name, password, verifiers, administrator) : [])
            {
                yield return statement;
            }

            string owner = wanted.OwnerOf(name);
            if (wanted.Migrations.TryGetValue(name, out string? migrationPassword))
            {
                foreach (string statement in Role(owner, migrationPassword, verifiers, administrator))
                {
                    yield return statement;
                }
            }

            // Only a member of the owner's role may give it a database, or change one of its.
            foreach (string statement in (string[])[.. administrator.Join(owner), .. Database(name, owner, existing.GetValueOrDefault(name), copiesFiles), .. administrator.Leave(owner)])
            {
                yield return statement;
            }
        }

        foreach (string name in SystemDatabases)
        {
            if (administrator.HasServerAlone && existing.GetValueOrDefault(name) is { IsOpenToAll: true })
            {
                yield return Close(name);
            }
        }
    }

    /// <summary>
    /// The databases that their service's role owns and a role of its own should: each with the statement that hands over all that the role owns there,
    /// the database included. It runs in that database, before the other statements, so that they find the right owner.
    /// </summary>
    /// <param name="wanted">The roles.</param>
    /// <param name="existing">The databases that the server has.</param>
    public static IEnumerable<(string Database, string Statement)> Handovers(WantedRoles wanted, IReadOnlyDictionary<string, ExistingDatabase> existing) =>
        from name in wanted.Migrations.Keys.Order(StringComparer.Ordinal)
        where existing.GetValueOrDefault(name) is { TakesConnections: true } database && string.Equals(database.Owner, name, StringComparison.Ordinal)
        select (name, $"""REASSIGN OWNED BY "{name}" TO "{MigrationRole(name)}" """.TrimEnd());

    /// <summary>The statements that make the roles of migrations or change their passwords.</summary>
    public static IEnumerable<string> MigrationRoles(WantedRoles wanted, IReadOnlyDictionary<string, string?> verifiers, Administrator administrator) =>
        wanted.Migrations.OrderBy(role => role.Key, StringComparer.Ordinal).SelectMany(role => Role(MigrationRole(role.Key), role.Value, verifiers, administrator));

    private static IEnumerable<string> Database(string name, string owner, ExistingDatabase? existing, bool copiesFiles)
    {
        // Closed until its rights are set, also when the machine stops in between.
        if (existing is null)
        {
            yield return $"""CREATE DATABASE "{name}" OWNER "{owner}" TEMPLATE template0{(copiesFiles ? " STRATEGY file_copy" : "")} ALLOW_CONNECTIONS false""";
        }
        else if (!string.Equals(existing.Owner, owner, StringComparison.Ordinal))
        {
            yield return $"""ALTER DATABASE "{name}" OWNER TO "{owner}" """.TrimEnd();
        }

        if (existing is null or { IsOpenToAll: true })
        {
            yield return Close(name);
        }

        // At every start: nothing shows from outside whether an interrupted one has granted it.
        if (!string.Equals(owner, name, StringComparison.Ordinal))
        {
            yield return $"""GRANT CONNECT ON DATABASE "{name}" TO "{name}" """.TrimEnd();
        }

        if (existing is null or { TakesConnections: false })
        {
            yield return $"""ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true""";
        }
    }

    private static IEnumerable<string> Role(string role, string password, IReadOnlyDictionary<string, string?> verifiers, Administrator administrator)
    {
        bool hasRole = verifiers.TryGetValue(role, out string? verifier);
        if (!hasRole || !ScramVerifier.Matches(verifier, password))
        {
            // Only a superuser may name these attributes of a role that is there. A new role has none of them.
            string attributes = administrator.IsSuperuser ? "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS" : "LOGIN";
            yield return $"""{(hasRole ? "ALTER" : "CREATE")} ROLE "{role}" WITH {attributes} PASSWORD '{ScramVerifier.Create(password)}'""";
        }
    }

    private static string Close(string database) => $"""REVOKE ALL ON DATABASE "{database}" FROM PUBLIC""";
}
