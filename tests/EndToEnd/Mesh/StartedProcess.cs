using System.Diagnostics;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>A process of the mesh as it was started, to start it again after it was killed.</summary>
/// <param name="Arguments">Its program and arguments.</param>
/// <param name="Environment">Its variables.</param>
/// <param name="Folder">The folder that it works in.</param>
internal sealed record StartedProcess(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string Folder)
{
    /// <summary>Starts it again; its output goes nowhere.</summary>
    public void Start()
    {
        var start = new ProcessStartInfo("setsid", ["sh", "-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", .. Arguments]) { UseShellExecute = false, WorkingDirectory = Folder };
        start.Environment.Clear();
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        Process.Start(start)!.Dispose();
    }
}
