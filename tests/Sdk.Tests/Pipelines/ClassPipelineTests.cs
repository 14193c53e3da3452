using System.Globalization;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Quality;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Tests.Batches;
using MeshStarter.Sdk.Tests.Quality;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeshStarter.Sdk.Tests.Pipelines;

/// <summary>Runs of pipelines that are classes.</summary>
public sealed class ClassPipelineTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [SkippableFact]
    public async Task Class_computes_a_window_of_its_records()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        world.Class = typeof(CountedDays);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        var run = Assert.Single(await world.EndedAsync(1));

        Assert.Equal((RunState.Succeeded, 11L), (run.State, run.Inputs![PipelineWorld.Orders]));
        Assert.Equal(["2026-01-02 2 "], await world.RowsAsync());
        var origin = Assert.Single(world.Checked.Catalog.Reports, sent => sent.Report.BatchId == "checked.daily_totals:2026-01-02T03:00Z:1").Report.Origin!;
        Assert.Equal([new ReadDataset(PipelineWorld.Orders, "11")], origin.Datasets);
    }

    [SkippableFact]
    public async Task Class_computes_a_window_of_all_rows_of_an_input()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        world.Class = typeof(CountedOrders);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        var run = Assert.Single(await world.EndedAsync(1));

        Assert.Equal((RunState.Succeeded, 11L), (run.State, run.Inputs![PipelineWorld.Orders]));
        Assert.Equal(["2026-01-02 4 "], await world.RowsAsync());
    }

    [SkippableTheory]
    [InlineData(typeof(StuckDays))]
    [InlineData(typeof(StuckRecords))]
    [InlineData(typeof(BlockedRecords))]
    public async Task Class_that_ignores_its_token_ends_with_the_timeout(Type stuck)
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        world.Definition = world.Definition with { Timeout = TimeSpan.FromSeconds(1) };
        Stick(world, stuck, runs: 1);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        Assert.Equal(RunState.TimedOut, Assert.Single(await world.EndedAsync(1)).State);
    }

    [SkippableTheory]
    [InlineData(typeof(StuckDays))]
    [InlineData(typeof(StuckRecords))]
    [InlineData(typeof(BlockedRecords))]
    public async Task Class_that_ignores_its_token_keeps_no_service_from_publishing_after_a_lost_session(Type type)
    {
        await using var world = await PipelineWorld.StartAsync(postgres);
        var stuck = Stick(world, type, runs: 1);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);
        await stuck.Stuck.Task.WaitAsync(TimeSpan.FromMinutes(2));

        await world.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {CheckedWorld.PublisherLock}");

        Assert.Equal(RunState.Succeeded, Assert.Single(await world.EndedAsync(1)).State);
        Assert.Equal(["2026-01-02 2 "], await world.RowsAsync());
    }

    [SkippableFact]
    public async Task Records_that_are_not_read_to_their_end_are_closed()
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        world.Definition = world.Definition with { Attempts = 1 };
        world.Class = typeof(WrongRecords);
        var closed = new TaskCompletionSource();
        world.Services.AddSingleton(closed);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        Assert.Equal(RunState.Failed, Assert.Single(await world.EndedAsync(1)).State);
        Assert.True(closed.Task.IsCompletedSuccessfully);
    }

    [SkippableTheory]
    [InlineData(typeof(ArgumentException), "ArgumentException: its message may quote a value of a row, and is left out.")]
    [InlineData(typeof(FormatException), "FormatException: its message may quote a value of a row, and is left out.")]
    [InlineData(typeof(CultureNotFoundException), "CultureNotFoundException: its message may quote a value of a row, and is left out.")]
    [InlineData(typeof(TimeZoneNotFoundException), "TimeZoneNotFoundException: its message may quote a value of a row, and is left out.")]
    [InlineData(typeof(PostgresException), "PostgresException 22P02: its message may quote a value of a row, and is left out.")]
    [InlineData(typeof(PipelineWindowRun), "ArgumentException: The pipeline has no input orders.absent; its pipeline.yaml names orders.orders.")]
    [InlineData(typeof(NoRateException), "NoRateException: There is no rate for Ana.")]
    [InlineData(typeof(UnstorableException), "UnstorableException: no \ufffd, ")]
    public async Task Error_quotes_no_value_of_a_row_unless_the_class_does_so_itself(Type thrown, string error)
    {
        await using var world = await PipelineWorld.StartAsync(postgres, PipelineWorld.FourOrders);
        world.Definition = world.Definition with { Attempts = 1 };
        world.Class = typeof(FailingDays);
        world.Services.AddSingleton<Type>(thrown);
        await using var service = await world.StartServiceAsync();
        await world.RequestAsync(2);

        var run = Assert.Single(await world.EndedAsync(1));

        Assert.Equal(RunState.Failed, run.State);
        Assert.StartsWith(error, run.Error, StringComparison.Ordinal);
        Assert.Equal(thrown == typeof(NoRateException), run.Error!.Contains("Ana", StringComparison.Ordinal));
    }

    private static StuckRuns Stick(PipelineWorld world, Type type, int runs)
    {
        var stuck = new StuckRuns(runs);
        world.Services.AddSingleton(stuck);
        world.Class = type;
        world.Ports.ServeStates(PipelineWorld.Orders, (11, PipelineWorld.FourOrders));
        return stuck;
    }

    /// <summary>The first runs of a class, which never end.</summary>
    private sealed class StuckRuns(int runs)
    {
        private int _begun;

        public TaskCompletionSource Stuck { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task BeginAsync() => Interlocked.Increment(ref _begun) > runs ? Task.CompletedTask : StickAsync();

        private Task StickAsync()
        {
            Stuck.TrySetResult();
            return Task.Delay(Timeout.Infinite, CancellationToken.None);
        }
    }

    private sealed class StuckDays(StuckRuns runs) : IPipeline<DailyTotalsRow>
    {
        public async Task<PipelineResult<DailyTotalsRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken)
        {
            await runs.BeginAsync();
            return new PipelineResult<DailyTotalsRow>([new DailyTotalsRow(DateOnly.FromDateTime(window.Window.LocalStart), 2)]);
        }
    }

    /// <summary>Sticks after the first of its records.</summary>
    private sealed class StuckRecords(StuckRuns runs) : IPipeline<DailyTotalsRow>
    {
        public Task<PipelineResult<DailyTotalsRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken)
        {
            return Task.FromResult(new PipelineResult<DailyTotalsRow>(ReadAsync()));

            async IAsyncEnumerable<DailyTotalsRow> ReadAsync()
            {
                yield return new DailyTotalsRow(DateOnly.FromDateTime(window.Window.LocalStart), 2);
                await runs.BeginAsync();
            }
        }
    }

    /// <summary>Blocks its thread after the first of its records.</summary>
    private sealed class BlockedRecords(StuckRuns runs) : IPipeline<DailyTotalsRow>
    {
        public Task<PipelineResult<DailyTotalsRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken)
        {
            return Task.FromResult(new PipelineResult<DailyTotalsRow>(Read()));

            IEnumerable<DailyTotalsRow> Read()
            {
                yield return new DailyTotalsRow(DateOnly.FromDateTime(window.Window.LocalStart), 2);
                runs.BeginAsync().Wait(CancellationToken.None);
            }
        }
    }

    /// <summary>Has a record that breaks the contract in front of more than are computed at a time.</summary>
    private sealed class WrongRecords(TaskCompletionSource closed) : IPipeline<DailyTotalsRow>
    {
        public Task<PipelineResult<DailyTotalsRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken)
        {
            return Task.FromResult(new PipelineResult<DailyTotalsRow>(Read()));

            IEnumerable<DailyTotalsRow> Read()
            {
                try
                {
                    while (true)
                    {
                        yield return new DailyTotalsRow(DateOnly.FromDateTime(window.Window.LocalStart), 2, Exact: "no number");
                    }
                }
                finally
                {
                    closed.SetResult();
                }
            }
        }
    }

    private sealed class NoRateException(string customer) : KeyNotFoundException($"There is no rate for {customer}.");

    /// <summary>Has a message that the database cannot store as it is, nor cut within its last characters.</summary>
    private sealed class UnstorableException() : InvalidOperationException("no \0, " + string.Concat(Enumerable.Repeat("\U0001F600", 2_000)));

    /// <summary>Fails at a value, as code of a team does.</summary>
    private sealed class FailingDays(Type thrown) : IPipeline<DailyTotalsRow>
    {
        public Task<PipelineResult<DailyTotalsRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken)
        {
            string[] customers = ["Ana", "Ana"];
            return thrown == typeof(ArgumentException) ? Task.FromResult(new PipelineResult<DailyTotalsRow>([.. customers.ToDictionary(name => name, _ => new DailyTotalsRow(default, 0)).Values]))
                : thrown == typeof(FormatException) ? Task.FromResult(new PipelineResult<DailyTotalsRow>([new DailyTotalsRow(default, int.Parse(customers[0], CultureInfo.InvariantCulture))]))
                : thrown == typeof(CultureNotFoundException) ? Task.FromResult(new PipelineResult<DailyTotalsRow>([new DailyTotalsRow(default, CultureInfo.GetCultureInfo($"{customers[0]} of nowhere").LCID)]))
                : thrown == typeof(TimeZoneNotFoundException) ? Task.FromResult(new PipelineResult<DailyTotalsRow>([new DailyTotalsRow(default, TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTimeOffset.UnixEpoch, customers[0]).Hour)]))
                : thrown == typeof(PostgresException) ? throw new PostgresException($"invalid input syntax for type integer: \"{customers[0]}\"", "ERROR", "ERROR", PostgresErrorCodes.InvalidTextRepresentation)
                : thrown == typeof(PipelineWindowRun) ? Task.FromResult(new PipelineResult<DailyTotalsRow>([new DailyTotalsRow(default, window.Rows("orders.absent").GetHashCode())]))
                : throw (thrown == typeof(NoRateException) ? new NoRateException(customers[0]) : new UnstorableException());
        }
    }

    /// <summary>Counts the orders of a day.</summary>
    private sealed class CountedDays : IPipeline<DailyTotalsRow>
    {
        public async Task<PipelineResult<DailyTotalsRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken)
        {
            var orders = await window.Rows(PipelineWorld.Orders).ToListAsync<Order>(cancellationToken);
            return new PipelineResult<DailyTotalsRow>([new DailyTotalsRow(DateOnly.FromDateTime(window.Window.LocalStart), orders.Count)]);
        }
    }

    /// <summary>Counts the orders of all days.</summary>
    private sealed class CountedOrders : IPipeline<DailyTotalsRow>
    {
        public async Task<PipelineResult<DailyTotalsRow>> RunAsync(PipelineWindowRun window, CancellationToken cancellationToken)
        {
            var orders = await window.All(PipelineWorld.Orders).ToListAsync<Order>(cancellationToken);
            return new PipelineResult<DailyTotalsRow>([new DailyTotalsRow(DateOnly.FromDateTime(window.Window.LocalStart), orders.Count)]);
        }
    }

    private sealed record Order(decimal Amount);
}
