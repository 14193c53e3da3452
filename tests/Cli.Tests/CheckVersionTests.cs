using MeshStarter.Cli.Tests.Verbs;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests;

/// <summary>
/// <c>mesh check</c> finds a version that is too low for what changed since the last commit, or since the running catalog has it, and warns of a new major version,
/// which is empty.
/// </summary>
public sealed class CheckVersionTests : FolderTests
{
    private static readonly string Product = Descriptors.Of("orders.orders", """
          - { name: order_id, type: UUID, required: true, description: Names the order }
          - { name: total, type: BIGINT, description: What it costs }
        """, "retention: 400 days\n");

    private static readonly string Narrower = Product.Replace("  - { name: total, type: BIGINT, description: What it costs }\n", "", StringComparison.Ordinal);

    private static string Rules => Path.Combine(AppContext.BaseDirectory, "mesh.yaml");

    [SkippableTheory]
    [InlineData("1.0.0", "data-product.yaml:2: version: version.low: 1.0.0 says too little about what changed since 1.0.0 of orders.orders in the last commit: schema.total: ")]
    [InlineData("1.1.0", "data-product.yaml:2: version: version.low: 1.1.0 says too little about what changed since 1.0.0 of orders.orders in the last commit: schema.total: ")]
    [InlineData("2.0.0", null)]
    public async Task Column_that_is_gone_since_the_last_commit_takes_another_major_version(string version, string? problem)
    {
        Write(Product);
        await Folder.CommitAsync();
        Write(Narrower.Replace("version: 1.0.0", $"version: {version}", StringComparison.Ordinal));

        var (exitCode, output, _) = await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules);

        Assert.Equal(problem is null ? 0 : 1, exitCode);
        Assert.StartsWith(problem ?? "data-product.yaml:2: warning: version: version.empty: ", output, StringComparison.Ordinal);
        Assert.Equal(problem is not null, output.EndsWith(" That breaks readers. Fix: Write \"version: 2.0.0\".\n", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Each_change_that_the_version_says_too_little_about_has_a_line()
    {
        Write(Product);
        await Folder.CommitAsync();
        Write(Narrower.Replace("version: 1.0.0", "version: 1.1.0", StringComparison.Ordinal).Replace("order_id, type: UUID, required: true", "order_id, type: STRING", StringComparison.Ordinal));

        var (exitCode, output, errors) = await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules);

        var lines = output.Split('\n').Where(line => line.Contains("version.low", StringComparison.Ordinal)).ToList();
        Assert.Equal((1, 3, "1 checked, 3 errors.\n"), (exitCode, lines.Count, errors));
        Assert.All(lines, line => Assert.Matches("^data-product.yaml:2: version: version.low: 1.1.0 says too little about what changed since 1.0.0 of orders.orders in the last commit: schema.(total|order_id): ", line));
    }

    [SkippableFact]
    public async Task New_major_version_is_a_warning_that_it_is_empty_until_it_is_committed()
    {
        Write(Product);
        await Folder.CommitAsync();
        Write(Product.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal));

        var changed = await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules);
        await Folder.CommitAsync();
        var committed = await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules);

        Assert.Equal(
            (0, """
            data-product.yaml:2: warning: version: version.empty: orders.orders@2 is empty until rows are emitted: a new major version has none of the rows of the one before. Fix: Emit them to it, for example with mesh product refill orders.orders@2 where the domain offers it.

            """), (changed.ExitCode, changed.Output));
        Assert.Equal((0, ""), (committed.ExitCode, committed.Output));
    }

    [SkippableFact]
    public async Task New_major_version_of_a_source_is_no_warning_because_it_reads_all_rows()
    {
        Write(Product);
        await Folder.CommitAsync();
        Write(Product.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal));
        Folder.Write("source.yaml", "name: exports\nkind: files\npath: /var/exports\n");

        var committed = await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules);
        var gate = await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules, "--against", "HEAD");

        Assert.Equal((0, ""), (committed.ExitCode, committed.Output));
        Assert.Equal(0, gate.ExitCode);
        Assert.DoesNotContain("version.empty", gate.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Higher_major_version_is_a_warning_where_the_last_commit_does_not_have_it_and_none_where_there_is_no_commit()
    {
        Write(Product.Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal));
        var apart = await CheckAsync();
        await Folder.GitAsync("init", "-q");
        var begun = await CheckAsync();
        await Folder.GitAsync("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "--allow-empty", "-m", "None");
        var added = await CheckAsync();

        Assert.Equal(((0, ""), (0, "")), (apart, begun));
        Assert.Equal(
            (0, """
            data-product.yaml:2: warning: version: version.empty: orders.orders@2 is empty until rows are emitted: a new major version has none of the rows of the one before. Fix: Emit them to it, for example with mesh product refill orders.orders@2 where the domain offers it.

            """), added);

        async Task<(int ExitCode, string Output)> CheckAsync() =>
            await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules) is var (exitCode, output, _) ? (exitCode, output) : default;
    }

    [Fact]
    public async Task Unreachable_catalog_that_a_persona_is_given_for_ends_with_3()
    {
        Write(Product);

        var (exitCode, _, errors) = await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules, "--as", "analyst", "--catalog", "http://localhost:1", "--governance", "http://localhost:1");

        Assert.Equal(3, exitCode);
        Assert.StartsWith("http://localhost:1 does not answer: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalog_that_fails_is_not_one_that_has_no_version_before()
    {
        Write(Product);
        await using var mesh = await CannedMesh.StartAsync(context => context.Request.Path.Value switch
        {
            "/dev/token" => CannedMesh.Json("""{"access_token":"t"}"""),
            "/products" => CannedMesh.Json("""{"items":[]}"""),
            _ => Results.Problem("The database is away.", statusCode: StatusCodes.Status503ServiceUnavailable),
        });

        Assert.Equal((1, "", "The database is away.\n"), await MeshCommand.RunAsync(Folder.Path, null, "check", "data-product.yaml", "--policies", Rules, "--as", "analyst", "--catalog", mesh.Address, "--governance", mesh.Address));
        Assert.Contains(mesh.Requests, request => request.StartsWith("GET /products/orders.orders", StringComparison.Ordinal));
    }

    private void Write(string text) => Folder.Write("data-product.yaml", text);
}
