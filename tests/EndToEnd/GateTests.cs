using System.Text.Json;

namespace MeshStarter.EndToEnd;

/// <summary><c>mesh check --against</c> with the address of a running mesh.</summary>
[Collection(ImportedMesh.Collection)]
public sealed class GateTests(ImportedMesh imported)
{
    private const string Events = "Products/FactOrderEvents/data-product.yaml";
    private const string Current = "Products/Orders/data-product.yaml";

    [Fact]
    public async Task Unchanged_descriptors_pass_and_a_dropped_column_names_who_breaks()
    {
        using var folder = new TestFolder();
        var domain = Copy(folder.Path);

        var (unchanged, same, errors) = await CheckAsync(folder.Path);
        await EditAsync(domain, text => string.Join('\n', text.Split('\n').Where(line => !line.Contains("name: total,", StringComparison.Ordinal) && !line.Contains("column: total,", StringComparison.Ordinal))));
        File.Delete(Path.Combine(domain, Current));
        var (broken, findings, _) = await CheckAsync(folder.Path);

        Assert.True(unchanged == 0, string.Join('\n', same) + string.Join('\n', errors));
        Assert.DoesNotContain(same, finding => Rule(finding).StartsWith("contract.", StringComparison.Ordinal) || Rule(finding) is "version.removed" or "impact.reader");
        Assert.Equal(1, broken);
        var dropped = Assert.Single(findings, finding => Rule(finding) == "contract.breaking" && Text(finding, "key") == "schema.total");
        Assert.Equal(("error", "2.0.0"), (Text(dropped, "severity"), Text(dropped, "least_version")));
        var readers = findings.Where(finding => Rule(finding) == "impact.reader" && Text(finding, "key") == "schema.total").Select(finding => Text(finding, "message")).ToList();
        Assert.Contains(readers, reader => reader.StartsWith("orders.fact_order_events is read: ", StringComparison.Ordinal) && reader.Contains("of payments", StringComparison.Ordinal) && reader.Contains("keeps total", StringComparison.Ordinal));
        Assert.Contains(findings, finding => Rule(finding) == "version.removed" && Text(finding, "message").StartsWith("orders.orders@1 has no descriptor any more", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rules_in_force_and_columns_of_other_repositories_products_count()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "domains", "Shop", "Products", "Parcels", "data-product.yaml");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, """
            name: shop.parcels
            owner: shop@company.com
            description: What is sent, a row a parcel
            schema:
              - { name: order_id, type: UUID, required: true, description: The order that is sent }
            access: { classification: internal }
            examples:
              - SELECT e.order_id, e.totl FROM orders.fact_order_events e JOIN shop.parcels p ON p.order_id = e.order_id
            """);

        var (exitCode, findings, _) = await CheckAsync(folder.Path);

        Assert.Equal(1, exitCode);
        Assert.Contains(findings, finding => (Rule(finding), Text(finding, "fix"), finding.GetProperty("column").GetInt32()) == ("example.sql", "Did you mean total?", 26));
        // Rules of the mesh, which is not in the folder: someone is accountable, and freshness is promised.
        Assert.Superset(new HashSet<string> { "accountable", "quality.freshness_sla" }, findings.Select(finding => Text(finding, "key")).ToHashSet());
    }

    private async Task<(int ExitCode, List<JsonElement> Findings, string[] Errors)> CheckAsync(string folder)
    {
        var (exitCode, output, errors) = await MeshProgram.RunAsync(
            "check", Path.Combine(folder, "domains"), "--against", imported.Mesh.Url("query").AbsoluteUri, "--as", "orders-owner", "--format", "json");
        return (exitCode, [.. output.Select(line => JsonSerializer.Deserialize<JsonElement>(line))], errors);
    }

    private static string Copy(string folder)
    {
        var (from, domain) = (Path.Combine(Projects.AppHost.ProjectPath, "..", "domains", "Orders", "Products"), Path.Combine(folder, "domains", "Orders"));
        foreach (var file in Directory.EnumerateFiles(from, "*.*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(domain, "Products", Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return domain;
    }

    private static async Task EditAsync(string domain, Func<string, string> edit)
    {
        var file = Path.Combine(domain, Events);
        await File.WriteAllTextAsync(file, edit(await File.ReadAllTextAsync(file)));
    }

    private static string Rule(JsonElement finding) => Text(finding, "rule");

    private static string Text(JsonElement finding, string name) => finding.GetProperty(name).GetString()!;
}
