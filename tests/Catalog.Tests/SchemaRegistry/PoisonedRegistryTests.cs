using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace MeshStarter.Catalog.Tests.SchemaRegistry;

/// <summary>A registry of the time before ids came from a sequence, in which an import took the largest id and the largest version.</summary>
[Collection(CatalogCollection.Name)]
public sealed class PoisonedRegistryTests(CatalogFixture catalog)
{
    private const int LastBefore = 14;
    private const string Subject = "poisoned-value";

    private static readonly Assembly Program = typeof(CatalogProblems).Assembly;

    [SkippableFact]
    public async Task Registry_that_has_the_largest_id_and_version_gives_ids_and_versions_again()
    {
        catalog.Require();
        await using var running = await catalog.OnAsync(PoisonAsync);

        var other = await RegisterAsync(running, "other-value", "\"long\"");
        var same = await RegisterAsync(running, Subject, "\"int\"");

        Assert.Equal((6, 1), other);
        Assert.Equal((7, 4), same);
    }

    private async Task<(int Id, int Version)> RegisterAsync(RunningCatalog running, string subject, string schema)
    {
        using var content = new StringContent(RegistryCall.Request(schema), Encoding.UTF8, "application/json");
        var (status, answer) = await running.SendAsync(HttpMethod.Post, $"schema-registry/subjects/{subject}/versions", catalog.Administrator(), content);
        Assert.True(status == HttpStatusCode.OK, answer?.ToJsonString());
        return (answer!["id"]!.GetValue<int>(), answer["version"]!.GetValue<int>());
    }

    private static async Task PoisonAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await source.CreateCommand("""
            CREATE TABLE mesh_migrations (
                set_name text NOT NULL, number integer NOT NULL, file text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (set_name, number))
            """).ExecuteNonQueryAsync();
        var set = Program.GetName().Name!;
        foreach (var resource in Program.GetManifestResourceNames().Where(name => name.StartsWith($"{set}.Migrations.", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(LastBefore))
        {
            using var reader = new StreamReader(Program.GetManifestResourceStream(resource)!);
            var sql = (await reader.ReadToEndAsync()).ReplaceLineEndings("\n");
            var file = resource[$"{set}.Migrations.".Length..];
            await source.CreateCommand(sql).ExecuteNonQueryAsync();
            await using var applied = source.CreateCommand("INSERT INTO mesh_migrations (set_name, number, file, checksum) VALUES ($1, $2, $3, $4)");
            foreach (var value in (object[])[set, int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))])
            {
                applied.Parameters.Add(new() { Value = value });
            }

            await applied.ExecuteNonQueryAsync();
        }

        await source.CreateCommand($$"""
            INSERT INTO schemas (id, guid, fingerprint, text, refs) VALUES
                (5, gen_random_uuid(), '\x05', '"string"', '[]'), ({{int.MaxValue}}, gen_random_uuid(), '\x06', '"bytes"', '[]');
            INSERT INTO schema_subjects (name, next_version, config) VALUES ('{{Subject}}', {{int.MaxValue}}, '{"compatibility": "NONE"}');
            INSERT INTO schema_versions (subject, version, schema_id) VALUES ('{{Subject}}', 3, 5), ('{{Subject}}', {{int.MaxValue - 1}}, {{int.MaxValue}});
            """).ExecuteNonQueryAsync();
    }
}
