using MeshStarter.Sdk.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshStarter.Sdk.Tests.Outbox;

/// <summary>A sequencer of a database, until it is disposed.</summary>
internal sealed class RunningSequencer(OutboxSequencer sequencer, OutboxSignal signal) : IAsyncDisposable
{
    public OutboxSignal Signal => signal;

    public static async Task<RunningSequencer> StartAsync(MeshDatabase database)
    {
        var signal = new OutboxSignal();
        var sequencer = new OutboxSequencer(database.Source, signal, new PipelineSignal(), TimeProvider.System, NullLogger<OutboxSequencer>.Instance);
        await sequencer.StartAsync(CancellationToken.None);
        return new RunningSequencer(sequencer, signal);
    }

    public async ValueTask DisposeAsync()
    {
        await sequencer.StopAsync(CancellationToken.None);
        sequencer.Dispose();
    }
}
