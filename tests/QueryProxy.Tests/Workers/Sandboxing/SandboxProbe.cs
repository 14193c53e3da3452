using System.Runtime.InteropServices;
using System.Text;
using MeshStarter.Platform.Workers.Sandboxing;

namespace MeshStarter.QueryProxy.Tests.Workers.Sandboxing;

/// <summary>
/// A program that tries from within a worker's sandbox, on several threads, what it may not: files to open and system calls, in their
/// numbers. It writes a line for each: the thread, the attempt, and the error's number, 0 where the attempt succeeded.
/// </summary>
internal static partial class SandboxProbe
{
    /// <summary>The attempt whose call the kernel is said not to have.</summary>
    public const string OpenAt2 = "openat2";

    private const string Argument = "--probe";

    // O_RDONLY | O_TRUNC
    private const int Truncate = 0x200;

    /// <summary>Runs it in a sandbox.</summary>
    /// <param name="folder">The folder that the worker may read.</param>
    /// <param name="paths">The files to open.</param>
    public static async Task<IReadOnlyList<Attempt>> RunAsync(string folder, params string[] paths)
    {
        var (host, program) = (ReadableFiles.Host(), typeof(SandboxProbe).Assembly.Location);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_EnableDiagnostics"] = "0", ["DOTNET_EnableWriteXorExecute"] = "0", ["TZ"] = "UTC" };
        using var launcher = WorkerSandbox.Launcher(host, [program, Argument, Environment.ProcessId.ToString(), .. paths], environment, [.. ReadableFiles.Of(host, program), new ReadableFile(folder, IsFolder: true)]);
        var (code, output, errors) = await LaunchedProgram.RunAsync(launcher);
        Assert.True(code == 0, $"{code}: {output} {errors}");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 3)).Select(parts => new Attempt(parts[0], parts[2], int.Parse(parts[1])))];
    }

    internal static int Main(string[] arguments)
    {
        if (arguments is not [Argument, var parent, .. var paths])
        {
            return 1;
        }

        var output = new StringBuilder();
        var tries = () => Try(output, int.Parse(parent), paths);
        tries();
        var started = new Thread(() => tries()) { Name = "started" };
        started.Start();
        started.Join();
        Drop(tries);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.Out.Write(output);
        return 0;
    }

    private static void Drop(Action tries) => _ = new Finalized(tries);

    private static void Try(StringBuilder output, int parent, string[] paths)
    {
        var thread = Environment.CurrentManagedThreadId switch { 1 => "main", _ when Thread.CurrentThread.Name == "started" => "started", _ => "finalizer" };
        foreach (var path in paths)
        {
            Report($"open {path}", Open(path));
            Report($"empty {path}", Open(path, Truncate));
        }

        foreach (var call in SystemCalls.Refused.Where(call => call.On(RuntimeInformation.ProcessArchitecture) is not null))
        {
            Report($"call {call.X64}", Number(call, -1, -1, -1));
        }

        Report("socket of IPv4", Number(new SystemCall(41, 198), 2, 1, 0));
        Report("socket of IPv6", Number(new SystemCall(41, 198), 10, 1, 0));
        Report("signal to the proxy", Number(SystemCalls.OfOwnProcess[0], parent, 0, 0));
        Report("limits of the proxy", Number(SystemCalls.OfCaller[0], parent, 7, 0));
        foreach (var command in SystemCalls.SignallingFileControls)
        {
            Report($"signals by fcntl {command}", Number(SystemCalls.FileControl, 0, (nint)command, parent));
        }

        foreach (var command in SystemCalls.SignallingDeviceControls)
        {
            Report($"signals by ioctl {command}", Number(SystemCalls.DeviceControl, 0, (nint)command, 0));
        }

        Report(OpenAt2, Number(SystemCalls.OpenAt2, -1, 0, 0));
        Report("new process", Number(SystemCalls.Clone, 17, 0, 0));
        Report("execution", Number(SystemCalls.Execute, -1, 0, 0));

        void Report(string attempt, int error) => output.Append(thread).Append(' ').Append(error).Append(' ').Append(attempt).Append('\n');
    }

    private static unsafe int Open(string path, int flags = 0)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
        {
            return Number(SystemCalls.OpenAt, -100, (nint)text, flags);
        }
    }

    private static int Number(SystemCall call, nint first, nint second, nint third) =>
        Syscall(call.On(RuntimeInformation.ProcessArchitecture)!.Value, first, second, third, 0) < 0 ? Marshal.GetLastPInvokeError() : 0;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Syscall(nint number, nint first, nint second, nint third, nint fourth);

    /// <summary>One attempt of the probe.</summary>
    /// <param name="Thread">The thread that made it.</param>
    /// <param name="What">The attempt.</param>
    /// <param name="Error">The error's number; 0 for none.</param>
    internal sealed record Attempt(string Thread, string What, int Error);

    private sealed class Finalized(Action run)
    {
#pragma warning disable MA0055 // It is the finalizer's thread whose calls are tried.
        ~Finalized() => run();
#pragma warning restore MA0055
    }
}
