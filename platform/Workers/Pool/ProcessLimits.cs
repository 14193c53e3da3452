using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using MeshStarter.Platform.Workers.Sandboxing;

namespace MeshStarter.Platform.Workers.Pool;

/// <summary>
/// Limits that the kernel keeps for a worker (Linux): it can write no file, leaves no core dump, is the first to go when memory
/// runs out, and its writable memory has an end. Elsewhere only <see cref="WorkerWatch"/> guards it.
/// </summary>
internal static partial class ProcessLimits
{
    /// <summary>Writable memory is counted when mapped, resident memory when touched: stacks and heaps map more than they use.</summary>
    private const int MappedBeyondResidentMiB = 512;

    private const long LeanResidentBytes = 256L * 1024 * 1024;

    private const ulong Files = 8_192;

    public static void Apply(int processId, int memoryMiB)
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            Set(processId, Resource.FileSize, 0);
            Set(processId, Resource.Core, 0);
            Set(processId, Resource.OpenFiles, Files);
            Set(processId, Resource.Data, (ulong)(memoryMiB + MappedBeyondResidentMiB) * 1024 * 1024);
            PreferWhenMemoryRunsOut(processId);
        }
    }

    /// <summary>Memory of the process that is in RAM; 0 when it has ended.</summary>
    public static long ResidentBytes(int processId) => Memory(processId).Resident;

    /// <summary>
    /// Whether a process that has nothing to do holds little enough for another query: allocators seldom give memory back, and
    /// what they keep mapped counts against the limit.
    /// </summary>
    public static bool IsLean(int processId, int memoryMiB) =>
        Memory(processId) is var (resident, mapped) && resident <= LeanResidentBytes && mapped <= (MappedBeyondResidentMiB + (memoryMiB / 4)) * 1024L * 1024;

    private static (long Resident, long Mapped) Memory(int processId)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // size resident shared text lib data dt, in pages
                var parts = Encoding.ASCII.GetString(File.ReadAllBytes($"/proc/{processId}/statm")).Split(' ');
                return (long.Parse(parts[1]) * Environment.SystemPageSize, long.Parse(parts[5]) * Environment.SystemPageSize);
            }

            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return (process.WorkingSet64, 0);
        }
        catch (Exception gone) when (gone is IOException or ArgumentException or InvalidOperationException)
        {
            return (0, 0);
        }
    }

    [SupportedOSPlatform("linux")]
    private static void Set(int processId, Resource resource, ulong value)
    {
        var limit = new ResourceLimit(value, value);
        if (PrLimit(processId, (int)resource, in limit, 0) != 0)
        {
            throw new WorkerStartException($"The limit {resource} of a SQL worker cannot be set (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    private static void PreferWhenMemoryRunsOut(int processId)
    {
        try
        {
            File.WriteAllText($"/proc/{processId}/oom_score_adj", "1000");
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Some containers hide it; the other limits stand.
        }
    }

    // The numbers of x64 and arm64 (asm-generic/resource.h).
    private enum Resource
    {
        FileSize = 1,
        Data = 2,
        Core = 4,
        OpenFiles = 7,
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Current, ulong Maximum);

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int PrLimit(int processId, int resource, in ResourceLimit newLimit, nint oldLimit);
}
