using System.Diagnostics;
using MeshStarter.Platform.Workers.Sandboxing;
using Microsoft.Win32.SafeHandles;

namespace MeshStarter.QueryProxy.Tests.Workers.Sandboxing;

/// <summary>Runs the program that a launcher becomes.</summary>
internal static class LaunchedProgram
{
    /// <summary>Starts it.</summary>
    /// <param name="launcher">The launcher.</param>
    /// <param name="folder">Its working folder. A host watches all that is below it.</param>
    public static Process Start(SafeFileHandle launcher, string folder = "/") => ForeignProgram.Start(WorkerSandbox.PathOf(launcher), [], folder);

    /// <summary>Runs it to its end; returns its exit code and what it wrote.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(SafeFileHandle launcher, string folder = "/")
    {
        using var process = Start(launcher, folder);
        return await process.ToEndAsync(patience: TimeSpan.FromSeconds(60));
    }
}
