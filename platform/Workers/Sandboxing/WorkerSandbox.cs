using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MeshStarter.Platform.Workers.Sandboxing;

/// <summary>
/// The kernel's sandbox of a process (Linux): Landlock, a seccomp filter and no new privileges. A launcher raises them on itself and becomes
/// the process by execution, so every thread has them from its first instruction, and nothing takes them away.
/// </summary>
internal static class WorkerSandbox
{
    // linux/landlock.h
    private const ulong Execute = 1 << 0;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;
    private const ulong BindAndConnectTcp = 3;
    private const ulong SignalsAndAbstractSockets = 3;
    private const ulong RulePathBeneath = 1;

    // linux/fcntl.h, linux/prctl.h, linux/seccomp.h
    private const ulong CurrentFolder = unchecked((ulong)-100);
    private const ulong OpenPath = 0x200000 | CloseOnExecute;
    private const ulong CloseOnExecute = 0x80000;
    private const ulong SetNoNewPrivileges = 38;
    private const ulong SetFilter = 1;

    // The first after the standard streams, which are all that the process inherits.
    private const ulong RulesetDescriptor = 3;

    /// <summary>Returns the feature that the system lacks for it, such as <c>Landlock (Linux 5.13)</c>; null where it has all.</summary>
    public static string? Missing()
    {
        if (!OperatingSystem.IsLinux() || Kernel.Architecture is not (Architecture.X64 or Architecture.Arm64))
        {
            return "Linux on x64 or arm64";
        }

        var missing = new List<string>();
        if (Kernel.LandlockVersion() < 1)
        {
            missing.Add("Landlock (Linux 5.13 with landlock among its lsm)");
        }

        if (!Kernel.HasFilters())
        {
            missing.Add("seccomp filters (Linux 4.14)");
        }

        using var memory = Kernel.TryOpenMemory();
        if (memory is null)
        {
            missing.Add("programs in memory (memfd_create, vm.memfd_noexec below 2)");
        }

        return missing.Count == 0 ? null : string.Join(" and ", missing);
    }

    /// <summary>The program that raises the sandbox and becomes another, as a file that exists as long as the handle.</summary>
    /// <param name="host">The executable that it becomes.</param>
    /// <param name="arguments">Its arguments, without its own name.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="readable">What it may open.</param>
    /// <exception cref="WorkerStartException">The program cannot be made.</exception>
    public static SafeFileHandle Launcher(string host, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, IEnumerable<ReadableFile> readable)
    {
        var image = new LauncherImage(Kernel.Architecture);
        RestrictFiles(image, Kernel.LandlockVersion(), readable);
        var program = image.Store(host);
        FilterCalls(image, program);
        var texts = image.Store(arguments.Prepend(host));
        image.Call("execve", SystemCalls.Execute, [program, texts, image.Store(environment.Select(variable => $"{variable.Key}={variable.Value}"))]);
        return Write(image);
    }

    /// <summary>The path by which this process can execute the program.</summary>
    public static string PathOf(SafeFileHandle launcher) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{launcher.DangerousGetHandle()}");

    /// <summary>The parts that the system has for it, in words.</summary>
    public static IReadOnlyList<string> Parts()
    {
        if (!OperatingSystem.IsLinux() || Kernel.Architecture is not (Architecture.X64 or Architecture.Arm64))
        {
            return [];
        }

        var version = Kernel.LandlockVersion();
        using var memory = Kernel.TryOpenMemory();
        string?[] parts =
        [
            version < 1 ? null : string.Create(CultureInfo.InvariantCulture, $"Landlock version {version} (files{(version >= 4 ? ", TCP" : "")}{(version >= 6 ? ", signals" : "")})"),
            Kernel.HasFilters() ? "seccomp filters" : null,
            memory is null ? null : "programs in memory",
            "limits of memory, files and processor time",
        ];
        return [.. parts.OfType<string>()];
    }

    private static void RestrictFiles(LauncherImage image, int version, IEnumerable<ReadableFile> readable)
    {
        ulong[] handled = [FileRightsOf(version), version >= 4 ? BindAndConnectTcp : 0, version >= 6 ? SignalsAndAbstractSockets : 0];
        var attributes = image.Store(MemoryMarshal.AsBytes(handled.AsSpan()));
        var attributesBytes = version switch { >= 6 => 24UL, >= 4 => 16UL, _ => 8UL };
        image.Call("close_range", SystemCalls.CloseRange, [RulesetDescriptor, uint.MaxValue, 0]);
        image.Call("landlock_create_ruleset", SystemCalls.CreateRuleset, [attributes, attributesBytes, 0]);
        foreach (var file in readable)
        {
            Allow(image, file);
        }

        // Its own entries, and no others': the C library finds the main thread's stack there.
        Allow(image, new ReadableFile("/proc/self", IsFolder: true));
        image.Call("prctl", SystemCalls.Control, [SetNoNewPrivileges, 1, 0, 0, 0]);
        image.Call("landlock_restrict_self", SystemCalls.RestrictSelf, [RulesetDescriptor, 0]);
    }

    private static void Allow(LauncherImage image, ReadableFile file)
    {
        // struct landlock_path_beneath_attr: the rights, then the descriptor.
        var rule = new byte[sizeof(ulong) + sizeof(int)];
        BinaryPrimitives.WriteUInt64LittleEndian(rule, ReadFile | (file.IsFolder ? ReadFolder : 0) | (file.IsExecutable ? Execute : 0));
        var address = image.Store(rule);
        image.Call($"open {file.Path}", SystemCalls.OpenAt, [CurrentFolder, image.Store(file.Path), OpenPath], address + sizeof(ulong));
        image.Call("landlock_add_rule", SystemCalls.AddRule, [RulesetDescriptor, RulePathBeneath, address, 0]);
    }

    private static void FilterCalls(LauncherImage image, ulong program)
    {
        var filter = new SystemCallFilter(Kernel.Architecture, program, Kernel.IsMusl);
        var instructions = image.Store(filter.ToBytes());
        foreach (var place in filter.OwnProcess)
        {
            image.Call("getpid", SystemCalls.ProcessId, [], instructions + (ulong)place);
        }

        // struct sock_fprog: the number of instructions, then their address.
        ulong[] head = [(ulong)filter.Length, instructions];
        image.Call("seccomp", SystemCalls.Seccomp, [SetFilter, 0, image.Store(MemoryMarshal.AsBytes(head.AsSpan()))]);
    }

    /// <summary>Writes a launcher into memory.</summary>
    /// <inheritdoc cref="Launcher"/>
    internal static SafeFileHandle Write(LauncherImage image)
    {
        var file = Kernel.TryOpenMemory() ?? throw new WorkerStartException("The launcher of a SQL worker cannot be made: the system forbids programs in memory.");
        try
        {
            foreach (var (offset, bytes) in image.Parts())
            {
                RandomAccess.Write(file, bytes, offset);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Each version of the interface knows further rights; a right that is not named stays free.
    private static ulong FileRightsOf(int version) => version switch
    {
        1 => (1UL << 13) - 1,
        2 => (1UL << 14) - 1,
        3 or 4 => (1UL << 15) - 1,
        _ => (1UL << 16) - 1,
    };
}
