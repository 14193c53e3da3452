using MeshStarter.Sdk.Import.Intake;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Sources;

namespace MeshStarter.Sdk.Tests.Intake;

/// <summary>Sources that are being read.</summary>
internal sealed class Reading : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _run;

    public Reading(IntakeWorker worker, IReadOnlyList<OwnProduct> products, SourceFailures failures) => (_run, Failures) = (worker.RunAsync(products, _ending.Token), failures);

    public SourceFailures Failures { get; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        try
        {
            await _run;
        }
        catch (OperationCanceledException)
        {
            // It ends so.
        }

        _ending.Dispose();
    }
}
