using MeshStarter.AppHost.Logs;

namespace MeshStarter.EndToEnd.Logs;

/// <summary>Lines for a terminal that cannot be written.</summary>
public sealed class TerminalWriterTests
{
    [SkippableFact]
    public async Task Line_that_a_full_disk_refuses_is_lost_without_an_error()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The full device is one of Linux.");
        await using var full = new StreamWriter("/dev/full", new FileStreamOptions { Access = FileAccess.Write, BufferSize = 0 }) { AutoFlush = true };
        Assert.Throws<IOException>(() => full.WriteLine("a line"));
        await using var terminal = new TerminalWriter(full);

        terminal.WriteLine("a line");
        terminal.Write("a part");
        terminal.Write('x');
        await terminal.WriteLineAsync("another");
        await terminal.FlushAsync();
    }
}
