using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>Runs programs as a container runs them: as a user without rights, on a file system that is read-only but for one folder.</summary>
public static class ConfinedProcess
{
    // In a mount namespace of its own: other processes see nothing of it. A mount of another test may be gone when its turn comes.
    private const string Script =
        """
        mount --make-rprivate / && mount --bind "$1" "$1" || exit 70
        awk '{ print $2 }' /proc/self/mounts | while read -r at; do
          case "$at" in "$1"|/proc*|/sys*|/dev|/dev/pts) ;; *) mount -o remount,bind,ro "$at" 2>/dev/null ;; esac
        done
        case "$(awk '$2 == "/" { print $4 }' /proc/self/mounts | tail -n 1)" in ro*) ;; *) exit 70 ;; esac
        chown 65534:65534 "$1"
        shift
        exec setpriv --reuid=65534 --regid=65534 --clear-groups env -u TMPDIR -u HOME "$@"
        """;

    private static readonly Lazy<string?> Reason = new(Find);

    /// <summary>The reason why this machine cannot run one; null where it can.</summary>
    public static string? Missing => Reason.Value;

    /// <summary>The beginning of a command; the program and its arguments follow.</summary>
    /// <param name="writable">The one folder that it may write.</param>
    public static IReadOnlyList<string> Command(string writable) => ["unshare", "--mount", "sh", "-c", Script, "sh", writable];

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "only root on Linux runs a program as another user on a read-only file system";
        }

        var folder = Directory.CreateTempSubdirectory("mesh-confined-");
        try
        {
            var start = new ProcessStartInfo("unshare", [.. Command(folder.FullName).Skip(1), "touch", Path.Combine(folder.FullName, "probe")]) { UseShellExecute = false, RedirectStandardError = true };
            using var probe = Process.Start(start)!;
            var error = probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0 ? null : $"this machine gives no file systems of one's own (unshare, setpriv): {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return $"unshare or setpriv is not installed: {missing.Message}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
