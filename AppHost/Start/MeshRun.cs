using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Start;

/// <summary>Runs the application, or publishes it.</summary>
internal static class MeshRun
{
    /// <summary>Runs the application until it is stopped, or publishes it.</summary>
    /// <param name="application">The application.</param>
    /// <exception cref="StartRefusedException">Aspire cannot start it; the message is one line.</exception>
    public static async Task RunAsync(DistributedApplication application)
    {
        var isRun = application.Services.GetRequiredService<DistributedApplicationExecutionContext>().IsRunMode;
        var started = application.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted;
        try
        {
            await application.RunAsync(CancellationToken.None);
        }
        // Aspire throws an exception of another type for each: an orchestrator that is missing, that fails, and that does not answer. The built-in model
        // reports its own errors.
        catch (Exception exception) when (AppModel.IsAspire && isRun && !started.IsCancellationRequested && exception is not OperationCanceledException)
        {
            throw new StartRefusedException(
                $"Aspire cannot start the mesh: {InOneLine(exception.Message).TrimEnd('.')}. Where other programs keep the machine busy, start again; built with -p:MeshFeed=restricted, the mesh runs without Aspire.", exception);
        }
    }

    // With the output of a process that failed.
    private static string InOneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
