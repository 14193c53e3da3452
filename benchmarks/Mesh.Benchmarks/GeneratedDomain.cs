using System.Diagnostics;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>The service of the domain <c>scratch</c> with the products of one measure, which is built alongside the other benchmarks and deleted afterwards.</summary>
internal sealed class GeneratedDomain : IDisposable
{
    private readonly string _folder = Path.Combine(Environment.CurrentDirectory, "benchmarks", $"scratch-{Guid.NewGuid():N}");

    public GeneratedDomain()
    {
        // It is a domain in all but its products and its code.
        foreach (var file in (string[])["Directory.Build.props", "Load.csproj", "Consumes/orders.fact_order_events.avsc"])
        {
            var path = Path.Combine(Environment.CurrentDirectory, "benchmarks", "Load", file);
            if (!File.Exists(path))
            {
                throw new InvalidOperationException($"{path} was not found. Fix: start the benchmark in the root of the repository.");
            }

            Add(file.Replace("Load.csproj", "Scratch.csproj", StringComparison.Ordinal), File.ReadAllText(path));
        }

        Add("Program.cs", """
            using MeshStarter.ServiceDefaults;

            var builder = WebApplication.CreateBuilder(args);
            builder.AddServiceDefaults();
            builder.AddDataProducts();

            var app = builder.Build();
            app.MapServiceDefaults();
            app.MapDataProducts();

            await app.RunAsync();
            """);
    }

    /// <summary>Adds a file.</summary>
    /// <param name="file">Its path below the domain's folder.</param>
    /// <param name="text">Its text.</param>
    public void Add(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Adds the descriptor of a product, with the port <c>table</c>.</summary>
    /// <param name="folder">The folder below <c>Products</c>.</param>
    /// <param name="name">The product's name within the domain.</param>
    /// <param name="columns">The column lines of its schema.</param>
    /// <param name="more">Further keys, such as <c>key: [id]</c>.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>The descriptor.</returns>
    public string AddProduct(string folder, string name, string columns, string more = "", string kind = "source-aligned")
    {
        var descriptor = $$"""
            name: scratch.{{name}}
            version: 1.0.0
            kind: {{kind}}
            owner: load@example.org
            accountable: { name: Ada Lovelace, email: ada@example.org }
            description: Rows of a measure
            schema:
            {{columns}}
            quality: { freshness_sla: "1 day", completeness: "99.9%", availability: "99.9%", schema_evolution: backward_compatible, checks: [{ row_count: { min: 0 } }] }
            access: { classification: internal }
            ports: [table]
            examples: ["SELECT count(*) FROM scratch.{{name}}"]
            {{more}}
            """;
        Add($"Products/{folder}/data-product.yaml", descriptor);
        return descriptor;
    }

    /// <summary>Builds it.</summary>
    /// <returns>The path of the service's program.</returns>
    public async Task<string> BuildAsync()
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", Path.Combine(_folder, "Scratch.csproj"), "-c", "Release", "-v", "q", "--nologo"]))!;
        await build.WaitForExitAsync();
        return build.ExitCode == 0
            ? Path.Combine(_folder, "bin", "Release", "net10.0", "MeshStarter.Scratch.dll")
            : throw new InvalidOperationException("The domain of the measure was not built; its folder is deleted.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
