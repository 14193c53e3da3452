using System.Net;
using System.Text.Json;
using Aspire.Hosting.Testing;
using MeshStarter.AppHost.Control;
using MeshStarter.EndToEnd.Shop;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeshStarter.EndToEnd;

/// <summary>A domain in a repository of its own, from an empty folder and the packages alone.</summary>
[Trait("Category", "Slow")]
public sealed class ElsewhereTests : FolderTests
{
    private const string Names = "SELECT DISTINCT name FROM shipping.parcels ORDER BY name LIMIT 1";

    // The shop is imported; the domain's own sample rows are made up.
    private static readonly (string Name, string Value)[] Simulated = [("Mesh__SourceData", ""), ("Mesh__Simulator", "true")];

    [SkippableFact]
    public async Task Domain_of_packages_alone_is_governed_in_the_mesh_and_is_back_after_a_stop_of_its_own_and_of_the_mesh()
    {
        MeshProcesses.Require();
        var repository = await StandaloneRepository.MakeAsync(Folder.Path);
        await MonthlySteps.AddAsync(repository.Folder);
        await repository.RunAsync("dotnet", "tool", "restore");
        await repository.RunAsync("dotnet", "mesh", "new", "--domain", "shipping", "--product", "totals", "--inputs", "shipping.parcels", "--existing-domain");
        Assert.Contains("Passed:     5", await repository.RunAsync("dotnet", "test", "-m:1"), StringComparison.Ordinal);
        Assert.Contains("3 checked, 0 errors", await repository.RunAsync("dotnet", "mesh", "check", "domains"), StringComparison.Ordinal);
        var shop = ShopFiles.Write(Path.Combine(Folder.Path, "shop"));
        string[] settings = ["--Mesh:Domains=orders", $"--Mesh:SourceData={shop.Folder}", $"--Mesh:Domains:shipping:PublicUrl={repository.Url}"];
        await using (var mesh = await TestMesh.StartAsync(Data, settings))
        {
            var restart = await Assert.ThrowsAnyAsync<Exception>(() => repository.RunAsync("dotnet", "mesh", "restart", "shipping", "--data", Data));
            Assert.Contains($"shipping runs elsewhere, at {repository.Url}: restart its service there.", restart.Message, StringComparison.Ordinal);
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => repository.RunAsync("dotnet", "mesh", "domain", "credentials", "returns", "--data", Data));
            Assert.Contains("Start it with --Mesh:Domains:returns:PublicUrl=", refused.Message, StringComparison.Ordinal);

            await repository.RunAsync("dotnet", "mesh", "domain", "credentials", "shipping", "--data", Data);
            var file = Path.Combine(repository.Folder, "mesh-credentials.json");
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));

            var steps = new MonthlySteps(mesh, repository.Url);
            await steps.FilterAsync();
            using var service = repository.Start(Simulated);
            try
            {
                await AssertGovernedAsync(mesh);
                await AssertComputedAsync(mesh, steps);
            }
            finally
            {
                await service.EndAsync();
            }

            // A product of the mesh's own, of which the repository has no descriptor.
            await repository.RunAsync("dotnet", "mesh", "new", "--domain", "shipping", "--product", "by_status", "--inputs", "orders.orders", "--existing-domain", "--as", "shipping-owner", "--mesh", $"{mesh.Url("query")}");
            Assert.Contains("passed: shipping.by_status: Each status has one row", await repository.RunAsync("dotnet", "mesh", "pipeline", "test", "domains"), StringComparison.Ordinal);
            Assert.Contains("4 checked, 0 errors", await repository.RunAsync("dotnet", "mesh", "check", "domains"), StringComparison.Ordinal);
            Assert.Contains("Passed:     7", await repository.RunAsync("dotnet", "test", "-m:1"), StringComparison.Ordinal);

            await PassTenMinutesAsync(mesh);
            Assert.Equal("unreachable", await ReachabilityAsync(mesh, "unreachable"));
            // What it published is readable all the same.
            Assert.NotEmpty(await mesh.QueryAsync(Names, "shipping-owner"));
        }

        // Other ports, and the file has them.
        await using var again = await TestMesh.StartAsync(Data, settings);
        await TestMesh.UntilAsync(
            () => File.ReadAllTextAsync(Path.Combine(repository.Folder, "mesh-credentials.json")),
            text => text.Contains(again.Url("catalog").ToString().TrimEnd('/'), StringComparison.Ordinal));
        using var restarted = repository.Start(Simulated);
        try
        {
            await AssertGovernedAsync(again);
            Assert.Equal("available", await ReachabilityAsync(again, "available"));
            var rows = await again.UntilServedAsync($"{repository.Url}/products/parcels/rows?limit=1", "shipping-owner");
            Assert.Contains("Example", rows, StringComparison.Ordinal);
        }
        finally
        {
            await restarted.EndAsync();
        }
    }

    [SkippableFact]
    public async Task Credentials_that_are_requested_during_a_start_are_all_listed_for_the_next()
    {
        MeshProcesses.Require();
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [$"--Mesh:Data={Data}", "--Mesh:Domains=orders", "--Mesh:Domains:shipping:PublicUrl=http://localhost:5001", "--Mesh:Domains:returns:PublicUrl=http://localhost:5002"]);
        await using var app = await builder.BuildAsync();
        var credentials = app.Services.GetRequiredService<CredentialFiles>();

        // The catalog has not started: both calls wait for it.
        var calls = ((string[])["returns", "shipping"]).Select(domain => credentials.WriteAsync(domain, Path.Combine(Folder.Path, $"{domain}.json"), _ => Task.CompletedTask, CancellationToken.None)).ToList();
        await app.StartAsync();

        Assert.All(await Task.WhenAll(calls), exitCode => Assert.Equal(0, exitCode));
        var listed = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(Path.Combine(Data, "credentials.json")))!;
        Assert.Equal(["returns", "shipping"], listed.Values.Order(StringComparer.Ordinal));
    }

    private static async Task AssertGovernedAsync(TestMesh mesh)
    {
        var clear = await mesh.QueryUntilAsync(Names, "shipping-owner", rows => rows.Count == 1);
        Assert.Equal("Example 1", Assert.Single(clear).GetProperty("name").GetString());
        Assert.Equal("****", Assert.Single(await mesh.QueryAsync(Names, "analyst")).GetProperty("name").GetString());
    }

    // A domain that sees some rows of an input, and columns of it masked.
    private static async Task AssertComputedAsync(TestMesh mesh, MonthlySteps steps)
    {
        var months = MonthlySteps.MonthsUntil(TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(-3))).ToList();
        Assert.Equal(months, await steps.CausedAsync("which windows have rows is not known: orders.fact_order_events shows some of its rows only"));
        var rows = await steps.EqualsSelectAsync();
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Contains("\"seen_values\":1,", row, StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Contains("shipped", StringComparison.Ordinal));

        var (status, answer) = await mesh.PostAsync("orders", "/shop/orders", "orders-owner", ShopOrder.Of(0));
        Assert.True(status == HttpStatusCode.Created, answer.ToString());

        Assert.Equal(months.Take(3), await steps.CausedAsync("which windows it changed is not known: orders.fact_order_events shows some of its rows only"));
        Assert.Equal(rows.Count + 1, (await steps.EqualsSelectAsync()).Count);
    }

    private static async Task<string?> ReachabilityAsync(TestMesh mesh, string expected)
    {
        var answer = await mesh.GetUntilAsync("catalog", "/domains", "platform-admin", domains => Of(domains) == expected);
        return Of(answer);

        static string? Of(JsonElement domains) => domains.GetProperty("items").EnumerateArray()
            .Where(domain => domain.GetProperty("domain").GetString() == "shipping").Select(domain => domain.GetProperty("reachability").GetString()).SingleOrDefault();
    }

    // The catalog waits that long for a silent domain.
    private async Task PassTenMinutesAsync(TestMesh mesh)
    {
        var secrets = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(Data, "secrets.json")));
        await using var database = NpgsqlDataSource.Create(
            $"Host=localhost;Port={mesh.Url("postgres", "tcp").Port};Database=catalog;Username=catalog;Password={secrets.GetProperty("catalog-database-password").GetString()}");
        await using var silence = database.CreateCommand("UPDATE domains SET reported_at = reported_at - interval '11 minutes', silent_since = silent_since - interval '11 minutes' WHERE domain = 'shipping'");
        Assert.Equal(1, await silence.ExecuteNonQueryAsync());
    }
}
