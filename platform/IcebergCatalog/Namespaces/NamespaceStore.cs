using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog.Namespaces;

/// <summary>Keeps the namespaces that are not domains, and the properties of all.</summary>
internal sealed class NamespaceStore(NpgsqlDataSource database, IdempotentAnswers answers, MetadataLimits limits, TimeProvider time)
{
    /// <summary>A namespace's properties; null when none is kept.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> FindAsync(NamespaceName name, CancellationToken cancellationToken)
    {
        var json = await database.FirstAsync<string?>(
            "SELECT properties FROM iceberg_namespaces WHERE name = @Name", new { Name = name.ToArray() }, cancellationToken);
        return json is null ? null : Read(json);
    }

    /// <summary>The namespaces directly below one; null for the top.</summary>
    public async Task<IReadOnlyList<NamespaceName>> ChildrenAsync(NamespaceName? parent, CancellationToken cancellationToken)
    {
        var levels = parent?.ToArray() ?? [];
        var names = await database.QueryAsync<string[]>(
            "SELECT name FROM iceberg_namespaces WHERE cardinality(name) = @Depth AND name[1:@Depth - 1] = @Levels",
            new { Depth = levels.Length + 1, Levels = levels },
            cancellationToken);
        return [.. names.Select(name => new NamespaceName(name))];
    }

    /// <summary>Keeps a namespace; false when there is one of that name.</summary>
    /// <exception cref="IcebergRefusedException">Its parent is not there, or its properties are too large.</exception>
    public async Task<bool> CreateAsync(NamespaceName name, IReadOnlyDictionary<string, string> properties, IdempotencyKey? key, string answer, CancellationToken cancellationToken)
    {
        limits.RequireProperties(name.ToString(), before: null, properties);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (name.Parent is { } parent && !await LockAsync(parent, "FOR SHARE", transaction, cancellationToken))
        {
            throw IcebergRefusedException.NoSuchNamespace(parent);
        }

        var created = await transaction.ExecuteAsync(
            "INSERT INTO iceberg_namespaces (name, properties, created_at) VALUES (@Name, @Properties::jsonb, @Now) ON CONFLICT DO NOTHING",
            new { Name = name.ToArray(), Properties = JsonSerializer.Serialize(properties), Now = time.GetUtcNow() },
            cancellationToken);
        if (created == 0)
        {
            return false;
        }

        await answers.KeepAsync(key, transaction, StatusCodes.Status200OK, tableId: null, answer, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Changes the properties of a namespace that is there, kept or a domain with products. The names that were removed come back.</summary>
    /// <exception cref="IcebergRefusedException">It is not there, its domain has no products any more, or its properties would be too large.</exception>
    public Task<IReadOnlyList<string>> ChangeAsync(
        NamespaceName name, string? domain, IReadOnlyDictionary<string, string> updates, IReadOnlyList<string> removals, IdempotencyKey? key, Func<IReadOnlyList<string>, string> answer, CancellationToken cancellationToken) => database.InTransactionAsync<IReadOnlyList<string>>(async transaction =>
    {
        // A row would make a domain that was removed the platform's, and its tables, too.
        await transaction.ExecuteAsync(
            """
            INSERT INTO iceberg_namespaces (name, properties, created_at)
            SELECT @Name, '{}', @Now WHERE EXISTS (SELECT FROM product_versions WHERE starts_with(name, @Domain || '.')) ON CONFLICT DO NOTHING
            """,
            new { Name = name.ToArray(), Domain = domain, Now = time.GetUtcNow() },
            cancellationToken);
        var existing = Read(await transaction.FirstAsync<string>(
            "SELECT properties FROM iceberg_namespaces WHERE name = @Name FOR UPDATE", new { Name = name.ToArray() }, cancellationToken)
            ?? throw (domain is null ? IcebergRefusedException.NoSuchNamespace(name) : IcebergRefusedException.Forbidden($"{name} has no products any more: its properties can be set when the domain registers one.")));
        var before = new Dictionary<string, string>(existing, StringComparer.Ordinal);
        var removed = removals.Where(existing.ContainsKey).Distinct(StringComparer.Ordinal).ToList();
        foreach (var (property, value) in updates)
        {
            existing[property] = value;
        }

        foreach (var property in removed)
        {
            existing.Remove(property);
        }

        limits.RequireProperties(name.ToString(), before, existing);
        await transaction.ExecuteAsync(
            "UPDATE iceberg_namespaces SET properties = @Properties::jsonb WHERE name = @Name",
            new { Name = name.ToArray(), Properties = JsonSerializer.Serialize(existing) },
            cancellationToken);
        await answers.KeepAsync(key, transaction, StatusCodes.Status200OK, tableId: null, answer(removed), cancellationToken);
        return removed;
    }, cancellationToken);

    /// <summary>Drops an empty namespace.</summary>
    /// <exception cref="IcebergRefusedException">It is not there, or something is in it.</exception>
    public Task DropAsync(NamespaceName name, IdempotencyKey? key, CancellationToken cancellationToken) => database.InTransactionAsync(async transaction =>
    {
        // A client that creates a table in it locks the row too: after the lock, all existing tables are visible.
        if (!await LockAsync(name, "FOR UPDATE", transaction, cancellationToken))
        {
            throw IcebergRefusedException.NoSuchNamespace(name);
        }

        var parameters = new { Name = name.ToArray(), Depth = name.Levels.Count };
        if (await transaction.FirstAsync<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM iceberg_tables WHERE namespace = @Name)
                OR EXISTS (SELECT 1 FROM iceberg_namespaces WHERE cardinality(name) > @Depth AND name[1:@Depth] = @Name)
            """,
            parameters,
            cancellationToken))
        {
            throw IcebergRefusedException.NamespaceNotEmpty(name);
        }

        await transaction.ExecuteAsync("DELETE FROM iceberg_namespaces WHERE name = @Name", parameters, cancellationToken);
        await answers.KeepAsync(key, transaction, StatusCodes.Status204NoContent, tableId: null, body: null, cancellationToken);
    }, cancellationToken);

    /// <summary>
    /// SQL of those of the domains <c>$1</c> that have no product yet, and whose name is that of a namespace: without a product there is no domain, so
    /// the namespace is the platform's.
    /// </summary>
    public const string AreTaken = """
        SELECT d FROM unnest($1) d
        WHERE EXISTS (SELECT FROM iceberg_namespaces WHERE name = ARRAY[d]) AND NOT EXISTS (SELECT FROM product_versions WHERE starts_with(name, d || '.'))
        """;

    /// <summary>
    /// Frees the name of a domain that registers its first product: a namespace that the platform's administrators made under this name moves
    /// below <c>platform</c>, with its tables, whose files stay where they are.
    /// </summary>
    public static void Free(StatementBatch batch, string domain, DateTimeOffset now)
    {
        // Not the plain name: the platform may have a namespace of it.
        var place = $"{domain}_{Guid.CreateVersion7(now):N}";
        batch.Add("INSERT INTO iceberg_namespaces (name, properties, created_at) VALUES (ARRAY['platform'], '{}', $1) ON CONFLICT DO NOTHING", now);
        batch.Add("UPDATE iceberg_namespaces SET name = ARRAY['platform', $1] || name[2:] WHERE name[1] = $2", place, domain);
        batch.Add("UPDATE iceberg_tables SET namespace = ARRAY['platform', $1] || namespace[2:] WHERE namespace[1] = $2", place, domain);
    }

    /// <summary>Holds a kept namespace as it is until the transaction ends; false when it is not there.</summary>
    public static async Task<bool> LockAsync(NamespaceName name, string strength, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.FirstAsync<int?>(
            $"SELECT 1 FROM iceberg_namespaces WHERE name = @Name {strength}", new { Name = name.ToArray() }, cancellationToken) is not null;

    private static Dictionary<string, string> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json, MeshJson.Options)!;
}
