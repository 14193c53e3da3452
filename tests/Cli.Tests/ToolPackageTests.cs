using MeshStarter.Cli.Tests.Stamping;

namespace MeshStarter.Cli.Tests;

/// <summary>The tool that <c>dotnet pack</c> makes installed from its folder alone.</summary>
[Trait("Category", "Slow")]
public sealed class ToolPackageTests : FolderTests
{
    // A package of this version is in no cache.
    private readonly string _version = $"0.1.0-test.{Guid.NewGuid():N}";

    [Fact]
    public async Task Installed_tool_checks_descriptors_and_needs_the_engine_for_nothing_else()
    {
        var repository = RepositoryFolder.Root;
        var (packages, tools) = (Path.Combine(Folder.Path, "packages"), Path.Combine(Folder.Path, "tools"));
        await DotNetAsync("pack", Path.Combine(repository, "platform", "Cli"), "--configuration", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "-o", packages, $"-p:PackageVersion={_version}");
        await DotNetAsync("tool", "install", "MeshStarter.Cli", "--tool-path", tools, "--version", _version, "--add-source", packages);
        var mesh = Path.Combine(tools, OperatingSystem.IsWindows() ? "mesh.exe" : "mesh");

        // An image for the machine that packed it ends the tool on another.
        var assemblies = Directory.GetFiles(tools, "*.dll", SearchOption.AllDirectories);
        Assert.Contains(assemblies, file => Path.GetFileName(file) == "mesh.dll");
        Assert.Contains(assemblies, file => Path.GetFileName(file) == "Npgsql.dll");
        Assert.DoesNotContain(assemblies, MachineCode.IsIn);

        var (exit, _, errors) = await ForeignProgram.AnswerAsync(mesh, ["check", "domains"], "", repository);
        Assert.Equal((0, " checked, 0 errors.\n"), (exit, errors.TrimStart("0123456789".ToCharArray())));

        Dictionary<string, string?> without = new(StringComparer.Ordinal) { ["MESH_DUCKDB_LIBRARY"] = Path.Combine(Folder.Path, "none") };
        var tested = await ForeignProgram.AnswerAsync(mesh, ["policy", "test"], "", repository, without);
        Assert.True(tested.Exit == 0, tested.Output + tested.Errors);
        var (refused, _, said) = await ForeignProgram.AnswerAsync(mesh, ["check", "domains"], "", repository, without);
        Assert.Equal(1, refused);
        Assert.StartsWith("The DuckDB library was not found. ", Assert.Single(said.TrimEnd().Split('\n')), StringComparison.Ordinal);

        // It has the template in it.
        using var stamped = new NewRepository(isOfMesh: false);
        var made = await ForeignProgram.AnswerAsync(mesh, ["new", "--domain", "orders", "--product", "by_status", "--inputs", "orders.orders", "--existing-domain"], "", stamped.Folder);
        Assert.True(made.Exit == 0, made.Output + made.Errors);
        Assert.Contains("GROUP BY status", stamped.Read()["domains/Orders/Products/ByStatus/pipeline.sql"], StringComparison.Ordinal);
    }

    private static async Task DotNetAsync(params string[] arguments)
    {
        var (exit, output, errors) = await ForeignProgram.AnswerAsync("dotnet", arguments, patience: TimeSpan.FromMinutes(5));
        Assert.True(exit == 0, output + errors);
    }
}
