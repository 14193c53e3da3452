using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using MeshStarter.Platform.Workers.Pipes;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>
/// The worker's process: the same assembly, no web host. It answers frames on its standard streams until they end, and the
/// process ends with them, whatever the engine is doing: so a worker never outlives its proxy.
/// </summary>
internal static class WorkerMain
{
    public const string Argument = "--worker";

    // The engine's binder recurses over expressions; a deep query should reach the engine's own limit before the stack's.
    private const int EngineStackBytes = 64 * 1024 * 1024;

    // A larger batch goes out past it.
    private const int OutputBytes = 16 * 1024;

    /// <param name="arguments"><c>--worker THREADS MEMORY_MIB</c></param>
    public static int Run(string[] arguments)
    {
        var limits = new SandboxLimits(
            int.Parse(arguments[1], CultureInfo.InvariantCulture),
            int.Parse(arguments[2], CultureInfo.InvariantCulture));
        // Rows go out on the real standard output; nothing else may write there.
        using var output = new BufferedStream(Console.OpenStandardOutput(), OutputBytes);
        Console.SetOut(TextWriter.Null);

        using var requests = new BlockingCollection<Frame>();
        using var session = new WorkerSession(limits, output);
        var engine = new Thread(() => Serve(session, requests), EngineStackBytes) { IsBackground = true, Name = "engine" };
        engine.Start();
        ReadUntilEnd(requests);
        return 0;
    }

    private static void Serve(WorkerSession session, BlockingCollection<Frame> requests)
    {
        try
        {
            session.Open();
            foreach (var request in requests.GetConsumingEnumerable())
            {
                session.Answer(request);
            }
        }
        catch (IOException)
        {
            // The proxy has gone.
            EndNow();
        }
        catch (Exception defect)
        {
            Console.Error.WriteLine($"The SQL worker ends: {defect.GetType().Name}: {defect.Message}");
            EndNow();
        }
    }

    private static void ReadUntilEnd(BlockingCollection<Frame> requests)
    {
        using var input = Console.OpenStandardInput();
        try
        {
            while (FrameStream.Read(input) is { } frame)
            {
                requests.Add(frame);
            }
        }
        catch (Exception gone) when (gone is IOException or InvalidDataException)
        {
            // Half a frame: the proxy died while it wrote.
        }

        EndNow();
    }

    /// <summary>An orderly exit would wait for the engine's threads, which may be busy for minutes.</summary>
    private static void EndNow()
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
