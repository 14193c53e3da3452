using System.Runtime.InteropServices;

namespace MeshStarter.EndToEnd;

/// <summary>A service that is published for another processor than that of the machine.</summary>
public sealed class OtherPlatformTests : FolderTests
{
    // Where it is in an ELF file, and its values.
    private const int Machine = 18;
    private const ushort X64 = 62;
    private const ushort Arm64 = 183;

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Query_proxy_has_portable_code_and_the_engine_of_its_platform()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the library is read as Linux has it");
        var (platform, machine) = RuntimeInformation.OSArchitecture == Architecture.X64 ? ("linux-arm64", Arm64) : ("linux-x64", X64);

        var (exit, output, errors) = await ForeignProgram.AnswerAsync(
            "dotnet", ["publish", Path.Combine(BuiltService.Repository, "platform", "QueryProxy"), "-c", "Release", "-r", platform, "-o", Folder.Path, "-v", "q"], environment: [new("MSBUILDDISABLENODEREUSE", "1")], patience: TimeSpan.FromMinutes(20));

        Assert.True(exit == 0, output + errors);
        var assemblies = Directory.GetFiles(Folder.Path, "*.dll");
        Assert.Contains(assemblies, file => Path.GetFileName(file) == "MeshStarter.QueryProxy.dll");
        Assert.DoesNotContain(assemblies, MachineCode.IsIn);
        var engine = await File.ReadAllBytesAsync(Path.Combine(Folder.Path, "libduckdb.so"));
        Assert.Equal(machine, BitConverter.ToUInt16(engine, Machine));
    }
}
