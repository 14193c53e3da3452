using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MeshStarter.Platform.Workers.Sandboxing;

/// <summary>
/// The seccomp filter of a worker, in classic BPF (linux/seccomp.h, linux/filter.h): it refuses system calls of the network, of other
/// processes, and all others that neither the runtime nor the engine makes. Pure.
/// </summary>
internal sealed class SystemCallFilter
{
    private const int InstructionBytes = 8;

    // linux/filter.h
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAny = 0x45;
    private const ushort Return = 0x06;

    // struct seccomp_data
    private const uint Number = 0;
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgument = 16;
    private const uint ArgumentBytes = 8;

    // linux/seccomp.h, linux/audit.h, asm-generic/errno-base.h
    private const uint Allow = 0x7fff0000;
    private const uint EndProcess = 0x80000000;
    private const uint NotPermitted = 0x00050000 | 1;
    private const uint NotKnown = 0x00050000 | 38;
    private const uint AuditX64 = 0xc000003e;
    private const uint AuditArm64 = 0xc00000b7;
    private const uint X32 = 0x40000000;
    private const uint IsThread = 0x00010000;

    // asm-generic/fcntl.h
    private const uint WriteOnly = 0x1;
    private const uint ReadWrite = 0x2;
    private const uint Truncate = 0x200;

    private readonly List<Instruction> _program = [];
    private readonly List<int> _ownProcess = [];
    private readonly Architecture _architecture;

    /// <param name="architecture">x64 or arm64.</param>
    /// <param name="program">The address of the path that the launcher executes: no other execution is permitted.</param>
    /// <param name="isMusl">Whether the C library signals threads without the name of their process.</param>
    public SystemCallFilter(Architecture architecture, ulong program, bool isMusl)
    {
        _architecture = architecture;
        Add(Load, ArchitectureOffset);
        Add(JumpIfEqual, architecture == Architecture.Arm64 ? AuditArm64 : AuditX64, then: 1);
        Add(Return, EndProcess);
        Add(Load, Number);
        if (architecture == Architecture.X64)
        {
            Add(JumpIfAtLeast, X32, otherwise: 1);
            Add(Return, NotKnown);
        }

        Add(SystemCalls.Execute,
        [
            new(Load, FirstArgument), new(JumpIfEqual, (uint)program, Otherwise: 3),
            new(Load, FirstArgument + sizeof(uint)), new(JumpIfEqual, (uint)(program >> 32), Otherwise: 1),
            new(Return, Allow), new(Return, NotPermitted),
        ]);
        Add(SystemCalls.Clone, [new(Load, FirstArgument), new(JumpIfAny, IsThread, Otherwise: 1), new(Return, Allow), new(Return, NotPermitted)]);
        Add(SystemCalls.Clone3, [new(Return, NotKnown)]);
        // A file that is opened to write to is Landlock's; one that is opened to be emptied alone is so only from version 3 on.
        Add(SystemCalls.Open, WithoutTruncation(argument: 1));
        Add(SystemCalls.OpenAt, WithoutTruncation(argument: 2));
        Add(SystemCalls.OpenAt2, [new(Return, NotKnown)]);
        // Landlock refuses signals to others only from its version 6 on.
        Add(SystemCalls.FileControl, SecondArgumentIsNone(SystemCalls.SignallingFileControls));
        Add(SystemCalls.DeviceControl, SecondArgumentIsNone(SystemCalls.SignallingDeviceControls));
        foreach (var call in SystemCalls.OfOwnProcess)
        {
            Add(call, FirstArgumentIs(0));
            _ownProcess.Add(_program.Count - 3);
        }

        foreach (var call in SystemCalls.OfCaller)
        {
            Add(call, FirstArgumentIs(0));
        }

        foreach (var call in isMusl ? SystemCalls.Refused : SystemCalls.Refused.Prepend(SystemCalls.SignalThread))
        {
            Add(call, [new(Return, NotPermitted)]);
        }

        Add(Return, Allow);
    }

    /// <summary>The number of instructions.</summary>
    public int Length => _program.Count;

    /// <summary>The places in <see cref="ToBytes"/> of the number of the worker's process, which is known once it runs.</summary>
    public IEnumerable<int> OwnProcess => _ownProcess.Select(at => (at * InstructionBytes) + sizeof(uint));

    public byte[] ToBytes()
    {
        var bytes = new byte[_program.Count * InstructionBytes];
        for (var at = 0; at < _program.Count; at++)
        {
            var (code, operand, then, otherwise) = _program[at];
            var target = bytes.AsSpan(at * InstructionBytes, InstructionBytes);
            BinaryPrimitives.WriteUInt16LittleEndian(target, code);
            (target[2], target[3]) = (then, otherwise);
            BinaryPrimitives.WriteUInt32LittleEndian(target[4..], operand);
        }

        return bytes;
    }

    private static Instruction[] FirstArgumentIs(uint value) =>
        [new(Load, FirstArgument), new(JumpIfEqual, value, Otherwise: 1), new(Return, Allow), new(Return, NotPermitted)];

    // Neither bit is to read, both are for the right to read and write without doing either.
    private static Instruction[] WithoutTruncation(uint argument) =>
    [
        new(Load, FirstArgument + (argument * ArgumentBytes)),
        new(JumpIfAny, Truncate, Otherwise: 3),
        new(JumpIfAny, WriteOnly, Otherwise: 1),
        new(JumpIfAny, ReadWrite, Then: 2, Otherwise: 1),
        new(JumpIfAny, ReadWrite, Otherwise: 1),
        new(Return, Allow),
        new(Return, NotPermitted),
    ];

    // The kernel reads 32 bits of it.
    private static Instruction[] SecondArgumentIsNone(IReadOnlyList<uint> values) =>
    [
        new(Load, FirstArgument + ArgumentBytes),
        .. values.Select((value, at) => new Instruction(JumpIfEqual, value, Then: (byte)(values.Count - at))),
        new(Return, Allow),
        new(Return, NotPermitted),
    ];

    private void Add(SystemCall call, Instruction[] body)
    {
        if (call.On(_architecture) is { } number)
        {
            Add(JumpIfEqual, (uint)number, otherwise: (byte)body.Length);
            _program.AddRange(body);
        }
    }

    private void Add(ushort code, uint operand, byte then = 0, byte otherwise = 0) => _program.Add(new Instruction(code, operand, then, otherwise));

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Instruction(ushort Code, uint Operand, byte Then = 0, byte Otherwise = 0);
}
