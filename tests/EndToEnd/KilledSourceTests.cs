using System.Diagnostics;
using Npgsql;
using Xunit.Abstractions;

namespace MeshStarter.EndToEnd;

/// <summary>A product whose rows come from a table that changes all the time, while the domain, the catalog and the database are killed at random moments.</summary>
[Trait("Category", "Slow")]
public sealed class KilledSourceTests(SourceServer server, ITestOutputHelper output) : FolderTests, IClassFixture<SourceServer>
{
    private const int Kills = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [SkippableFact]
    public async Task Product_has_the_rows_of_its_source()
    {
        server.Require();
        MeshProcesses.Require();
        var repository = await StandaloneRepository.MakeAsync(Folder.Path, "--source", "postgres");
        await repository.RunAsync("dotnet", "build", "domains/Shipping", "-v", "q");
        await repository.RunAsync("dotnet", "tool", "restore");
        var source = await server.CreateDatabaseAsync();
        await using var parcels = await ParcelsTable.CreateAsync(source);
        await using var mesh = await TestMesh.StartAsync(Data, "--Mesh:Domains=orders", $"--Mesh:Domains:shipping:PublicUrl={repository.Url}");
        await repository.RunAsync("dotnet", "mesh", "domain", "credentials", "shipping", "--data", Data);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        output.WriteLine($"Seed {seed}");
        var platform = new CompanyPlatform(Data, "catalog");
        var service = Start();
        try
        {
            using var ending = new CancellationTokenSource();
            var changing = parcels.ChangeAsync(new Random(seed + 1), ending.Token);
            string? seen = null;
            for (var kill = 0; kill < Kills; kill++)
            {
                await Task.Delay(random.Next(500, 8_000), CancellationToken.None);
                StartEnded();
                switch (random.Next(3))
                {
                    case 0:
                        await service.EndAsync();
                        service = Start();
                        break;
                    case 1:
                        await platform.RestartAsync("catalog");
                        break;
                    default:
                        await MeshProcesses.KillSessionAsync(Data, "shipping");
                        break;
                }

                output.WriteLine($"Kill {kill}: {seen = await PositionAsync(repository) ?? seen}");
            }

            // The table goes on changing until it is followed again.
            await Eventually.HoldsAsync(
                async () =>
                {
                    StartEnded();
                    return await PositionAsync(repository) is { } position && position.StartsWith("current", StringComparison.Ordinal) && position != seen;
                },
                "the source is followed again",
                Patience);
            await ending.CancelAsync();
            var (changes, time) = await changing;
            output.WriteLine($"{changes} changes in {time}: {changes / time.TotalSeconds:F0}/s");
            await AssertEqualAsync(mesh, repository, parcels, StartEnded);
        }
        finally
        {
            await service.EndAsync();
        }

        void StartEnded()
        {
            platform.StartEnded();
            if (service.HasExited)
            {
                service.Dispose();
                service = Start();
            }
        }

        Process Start() => repository.Start(("ConnectionStrings__shipping_parcels_source", source));
    }

    private async Task AssertEqualAsync(TestMesh mesh, StandaloneRepository repository, ParcelsTable parcels, Action startEnded)
    {
        var expected = await parcels.RowsAsync();
        var found = await TestMesh.UntilAsync(
            async () =>
            {
                startEnded();
                try
                {
                    return (await mesh.QueryAsync(ParcelsTable.Product, "shipping-owner")).Select(row => row.GetRawText()).ToList();
                }
                catch (Exception exception) when (exception is HttpRequestException or QueryRefusedException)
                {
                    output.WriteLine(exception.Message);
                    return [];
                }
            },
            rows => rows.SequenceEqual(expected, StringComparer.Ordinal));

        output.WriteLine($"{expected.Count} rows, {expected.Except(found, StringComparer.Ordinal).Count()} of them missing; {await PositionAsync(repository)}");
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
        await using var database = await repository.OpenDatabaseAsync();
        await using var doubled = new NpgsqlCommand("SELECT count(data) - count(DISTINCT data) FROM mesh.outbox WHERE subject IS NOT NULL", database);
        Assert.Equal(0L, await doubled.ExecuteScalarAsync());
    }

    // How far the source was read; null while the database does not answer.
    private static async Task<string?> PositionAsync(StandaloneRepository repository)
    {
        try
        {
            await using var database = await repository.OpenDatabaseAsync();
            await using var position = new NpgsqlCommand("SELECT state || ' ' || coalesce(position, '') || ' ' || coalesce(problem, '') || ' ' || (SELECT count(*) FROM mesh.outbox) FROM mesh.sources", database);
            return await position.ExecuteScalarAsync() as string;
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
