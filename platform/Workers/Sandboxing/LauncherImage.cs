using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MeshStarter.Platform.Workers.Sandboxing;

/// <summary>
/// A program of Linux that makes a list of system calls in order and ends at the first that fails: it writes the call's name to
/// standard error, and its exit code is the error's number. A process can limit itself only from within and by each of its threads, and
/// .NET has several before its first statement; no compiler is needed on the machine for these few instructions.
/// </summary>
internal sealed class LauncherImage(Architecture architecture)
{
    // Segments begin where every page size of arm64 lets them.
    private const int SegmentAlignment = 0x10000;
    private const ulong CodeAddress = 0x400000;
    private const ulong DataAddress = 0x410000;
    private const ulong CallsAddress = 0x800000;
    private const int HeaderBytes = 64;
    private const int SegmentHeaderBytes = 56;
    private const int Segments = 4;
    private const int CodeOffset = HeaderBytes + (Segments * SegmentHeaderBytes);
    private const int NameBytes = 32;
    private const int CallBytes = 64;
    private const int MaxArguments = 5;

    // The number and five arguments, where the result goes (32 bits), the name.
    private readonly List<ulong[]> _calls = [];
    private readonly List<byte> _data = [];
    private ulong? _nowhere;

    /// <summary>Stores bytes; returns their address in the program.</summary>
    public ulong Store(ReadOnlySpan<byte> bytes)
    {
        while (_data.Count % sizeof(ulong) != 0)
        {
            _data.Add(0);
        }

        var address = DataAddress + (ulong)_data.Count;
        _data.AddRange(bytes);
        return address < CallsAddress - (ulong)bytes.Length ? address : throw new WorkerStartException("The launcher of SQL workers is too large.");
    }

    /// <summary>Stores a text with the NUL that ends it.</summary>
    public ulong Store(string text) => Store(Encoding.UTF8.GetBytes(text + '\0'));

    /// <summary>Stores an array of texts' addresses with the null that ends it.</summary>
    public ulong Store(IEnumerable<string> texts)
    {
        var addresses = texts.Select(Store).Append(0UL).ToArray();
        return Store(MemoryMarshal.AsBytes(addresses.AsSpan()));
    }

    /// <summary>Adds a call.</summary>
    /// <param name="name">For the message of its failure.</param>
    /// <param name="call">The call.</param>
    /// <param name="arguments">At most five.</param>
    /// <param name="result">The address that its result is stored at, 32 bits; null for nowhere.</param>
    public void Call(string name, SystemCall call, ReadOnlySpan<ulong> arguments, ulong? result = null)
    {
        var entry = new ulong[CallBytes / sizeof(ulong)];
        entry[0] = (ulong)call.On(architecture)!.Value;
        arguments[..Math.Min(arguments.Length, MaxArguments)].CopyTo(entry.AsSpan(1));
        entry[6] = result ?? (_nowhere ??= Store(new byte[sizeof(ulong)]));
        entry[7] = Store(Encoding.ASCII.GetBytes($"{name} failed\n".PadLeft(NameBytes)[..NameBytes]));
        _calls.Add(entry);
    }

    /// <summary>The program's parts, by their offsets in its file (ELF, System V ABI).</summary>
    public IEnumerable<(int Offset, byte[] Bytes)> Parts()
    {
        var data = _data.ToArray();
        var calls = MemoryMarshal.AsBytes(_calls.SelectMany(call => call).ToArray().AsSpan()).ToArray();
        var callsOffset = SegmentAlignment + ((data.Length + SegmentAlignment - 1) / SegmentAlignment * SegmentAlignment);
        return [(0, Head(data.Length, callsOffset, calls.Length)), (SegmentAlignment, data), (callsOffset, calls)];
    }

    private byte[] Head(int dataBytes, int callsOffset, int callsBytes)
    {
        const uint Loaded = 1;
        const uint StackRights = 0x6474e551;
        const uint Executable = 1;
        const uint Writable = 2;
        const uint Readable = 4;
        var code = Code();
        var head = new byte[CodeOffset + code.Length];
        code.CopyTo(head.AsSpan(CodeOffset));

        ReadOnlySpan<byte> identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', /* 64 bits */ 2, /* little endian */ 1, /* version */ 1];
        identification.CopyTo(head);
        Write16(16, 2); // executable
        Write16(18, architecture == Architecture.Arm64 ? (ushort)183 : (ushort)62);
        Write32(20, 1);
        Write64(24, CodeAddress + CodeOffset);
        Write64(32, HeaderBytes);
        Write16(52, HeaderBytes);
        Write16(54, SegmentHeaderBytes);
        Write16(56, Segments);
        Segment(0, Loaded, Readable | Executable, 0, CodeAddress, head.Length);
        Segment(1, Loaded, Readable | Writable, SegmentAlignment, DataAddress, dataBytes);
        Segment(2, Loaded, Readable | Writable, callsOffset, CallsAddress, callsBytes);
        Segment(3, StackRights, Readable | Writable, 0, 0, 0);
        return head;

        void Segment(int at, uint kind, uint rights, int offset, ulong address, int bytes)
        {
            var header = HeaderBytes + (at * SegmentHeaderBytes);
            Write32(header, kind);
            Write32(header + 4, rights);
            Write64(header + 8, (ulong)offset);
            Write64(header + 16, address);
            Write64(header + 24, address);
            Write64(header + 32, (ulong)bytes);
            Write64(header + 40, (ulong)bytes);
            Write64(header + 48, SegmentAlignment);
        }

        void Write16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(at), value);
        void Write32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(at), value);
        void Write64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(at), value);
    }

    private ReadOnlySpan<byte> Code() => architecture == Architecture.Arm64 ? Arm64 : X64;

    private static ReadOnlySpan<byte> X64 =>
    [
        0xbb, 0x00, 0x00, 0x80, 0x00, //       mov ebx, CallsAddress
        0x48, 0x8b, 0x03,             // next: mov rax, [rbx]
        0x48, 0x8b, 0x7b, 0x08,       //       mov rdi, [rbx+8]
        0x48, 0x8b, 0x73, 0x10,       //       mov rsi, [rbx+16]
        0x48, 0x8b, 0x53, 0x18,       //       mov rdx, [rbx+24]
        0x4c, 0x8b, 0x53, 0x20,       //       mov r10, [rbx+32]
        0x4c, 0x8b, 0x43, 0x28,       //       mov r8, [rbx+40]
        0x0f, 0x05,                   //       syscall
        0x48, 0x85, 0xc0,             //       test rax, rax
        0x78, 0x0c,                   //       js fail
        0x48, 0x8b, 0x4b, 0x30,       //       mov rcx, [rbx+48]
        0x89, 0x01,                   //       mov [rcx], eax
        0x48, 0x83, 0xc3, 0x40,       //       add rbx, CallBytes
        0xeb, 0xd6,                   //       jmp next
        0xf7, 0xd8,                   // fail: neg eax
        0x41, 0x89, 0xc4,             //       mov r12d, eax
        0xbf, 0x02, 0x00, 0x00, 0x00, //       mov edi, 2
        0x48, 0x8b, 0x73, 0x38,       //       mov rsi, [rbx+56]
        0xba, 0x20, 0x00, 0x00, 0x00, //       mov edx, NameBytes
        0xb8, 0x01, 0x00, 0x00, 0x00, //       mov eax, 1 (write)
        0x0f, 0x05,                   //       syscall
        0x44, 0x89, 0xe7,             //       mov edi, r12d
        0xb8, 0xe7, 0x00, 0x00, 0x00, //       mov eax, 231 (exit_group)
        0x0f, 0x05,                   //       syscall
    ];

    private static ReadOnlySpan<byte> Arm64 =>
    [
        0x13, 0x10, 0xa0, 0xd2, //       mov x19, #CallsAddress
        0x68, 0x02, 0x40, 0xa9, // next: ldp x8, x0, [x19]
        0x61, 0x0a, 0x41, 0xa9, //       ldp x1, x2, [x19, #16]
        0x63, 0x12, 0x42, 0xa9, //       ldp x3, x4, [x19, #32]
        0x01, 0x00, 0x00, 0xd4, //       svc #0
        0xa0, 0x00, 0xf8, 0xb7, //       tbnz x0, #63, fail
        0x69, 0x1a, 0x40, 0xf9, //       ldr x9, [x19, #48]
        0x20, 0x01, 0x00, 0xb9, //       str w0, [x9]
        0x73, 0x02, 0x01, 0x91, //       add x19, x19, #CallBytes
        0xf8, 0xff, 0xff, 0x17, //       b next
        0xf4, 0x03, 0x00, 0x4b, // fail: neg w20, w0
        0x40, 0x00, 0x80, 0xd2, //       mov x0, #2
        0x61, 0x1e, 0x40, 0xf9, //       ldr x1, [x19, #56]
        0x02, 0x04, 0x80, 0xd2, //       mov x2, #NameBytes
        0x08, 0x08, 0x80, 0xd2, //       mov x8, #64 (write)
        0x01, 0x00, 0x00, 0xd4, //       svc #0
        0xe0, 0x03, 0x14, 0x2a, //       mov w0, w20
        0xc8, 0x0b, 0x80, 0xd2, //       mov x8, #94 (exit_group)
        0x01, 0x00, 0x00, 0xd4, //       svc #0
    ];
}
