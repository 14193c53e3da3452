namespace MeshStarter.Platform.Workers.Sandboxing;

/// <summary>The system calls that the launcher makes, and those that a worker may not make (asm/unistd_64.h, asm-generic/unistd.h).</summary>
internal static class SystemCalls
{
    /// <summary>Permitted unless it empties the file.</summary>
    public static readonly SystemCall Open = new(2, null);

    /// <summary>Permitted unless it empties the file.</summary>
    public static readonly SystemCall OpenAt = new(257, 56);

    /// <summary>Its flags are in memory, where a filter does not look: without it programs take <see cref="OpenAt"/>.</summary>
    public static readonly SystemCall OpenAt2 = new(437);

    public static readonly SystemCall CloseRange = new(436);
    public static readonly SystemCall ProcessId = new(39, 172);
    public static readonly SystemCall Control = new(157, 167);
    public static readonly SystemCall Seccomp = new(317, 277);
    public static readonly SystemCall Execute = new(59, 221);
    public static readonly SystemCall MemoryFile = new(319, 279);

    /// <summary>fcntl: permitted but for <see cref="SignallingFileControls"/>.</summary>
    public static readonly SystemCall FileControl = new(72, 25);

    /// <summary>ioctl: permitted but for <see cref="SignallingDeviceControls"/>.</summary>
    public static readonly SystemCall DeviceControl = new(16, 29);

    /// <summary>Commands that have the kernel send a signal of the caller's choice to a process of its choice: F_SETOWN, F_SETSIG, F_SETOWN_EX.</summary>
    public static readonly IReadOnlyList<uint> SignallingFileControls = [8, 10, 15];

    /// <summary>The same by ioctl: FIOSETOWN, SIOCSPGRP.</summary>
    public static readonly IReadOnlyList<uint> SignallingDeviceControls = [0x8901, 0x8902];

    public static readonly SystemCall CreateRuleset = new(444);
    public static readonly SystemCall AddRule = new(445);
    public static readonly SystemCall RestrictSelf = new(446);

    /// <summary>Permitted for threads alone: a worker starts no process.</summary>
    public static readonly SystemCall Clone = new(56, 220);

    /// <summary>Its flags are in memory, where a filter does not look: without it the C library takes <see cref="Clone"/>.</summary>
    public static readonly SystemCall Clone3 = new(435);

    /// <summary>musl's way to signal a thread; the C library of most distributions names the process too.</summary>
    public static readonly SystemCall SignalThread = new(200, 130);

    /// <summary>Permitted when the first argument is the worker's own process: kill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo.</summary>
    public static readonly IReadOnlyList<SystemCall> OfOwnProcess = [new(62, 129), new(234, 131), new(129, 138), new(297, 240)];

    /// <summary>Permitted when the first argument is 0, the caller: prlimit64, sched_setaffinity, sched_setparam, sched_setscheduler, sched_setattr, migrate_pages, move_pages.</summary>
    public static readonly IReadOnlyList<SystemCall> OfCaller = [new(302, 261), new(203, 122), new(142, 118), new(144, 119), new(314, 274), new(256, 238), new(279, 239)];

    /// <summary>Refused whatever their arguments are.</summary>
    public static readonly IReadOnlyList<SystemCall> Refused =
    [
        // The network, and processes on this machine: socket, socketpair, io_uring_setup, io_uring_enter, io_uring_register.
        new(41, 198), new(53, 199), new(425), new(426), new(427),
        // Other processes: ptrace, process_vm_readv, process_vm_writev, process_madvise, process_mrelease, kcmp, pidfd_open, pidfd_getfd, pidfd_send_signal, setpriority, ioprio_set.
        new(101, 117), new(310, 270), new(311, 271), new(440), new(448), new(312, 272), new(434), new(438), new(424), new(141, 140), new(251, 30),
        // New processes: fork, vfork, execveat.
        new(57, null), new(58, null), new(322, 281),
        // Mounts and namespaces: mount, umount2, pivot_root, chroot, move_mount, open_tree, open_tree_attr, fsopen, fsconfig, fsmount, fspick, mount_setattr, setns, unshare.
        new(165, 40), new(166, 39), new(155, 41), new(161, 51), new(429), new(428), new(467), new(430), new(431), new(432), new(433), new(442), new(308, 268), new(272, 97),
        // The kernel: bpf, perf_event_open, userfaultfd, keyctl, add_key, request_key, init_module, finit_module, delete_module, kexec_load, kexec_file_load, reboot, swapon, swapoff.
        new(321, 280), new(298, 241), new(323, 282), new(250, 219), new(248, 217), new(249, 218), new(175, 105), new(313, 273), new(176, 106), new(246, 104), new(320, 294), new(169, 142), new(167, 224), new(168, 225),
        // settimeofday, clock_settime, clock_adjtime, adjtimex, sethostname, setdomainname, acct, quotactl, quotactl_fd, syslog, iopl, ioperm, vhangup, personality.
        new(164, 170), new(227, 112), new(305, 266), new(159, 171), new(170, 161), new(171, 162), new(163, 89), new(179, 60), new(443), new(103, 116), new(172, null), new(173, null), new(153, 58), new(135, 92),
        // Files by handle, without a path: name_to_handle_at, open_by_handle_at.
        new(303, 264), new(304, 265),
        // What Landlock leaves open of files of the same user: chmod, fchmod, fchmodat, fchmodat2, chown, fchown, lchown, fchownat.
        new(90, null), new(91, 52), new(268, 53), new(452), new(92, null), new(93, 55), new(94, null), new(260, 54),
        // setxattr, lsetxattr, fsetxattr, setxattrat, removexattr, lremovexattr, fremovexattr, removexattrat, file_setattr.
        new(188, 5), new(189, 6), new(190, 7), new(463), new(197, 14), new(198, 15), new(199, 16), new(466), new(469),
        // utime, utimes, futimesat, utimensat, inotify_init, inotify_init1, inotify_add_watch, fanotify_init, fanotify_mark.
        new(132, null), new(235, null), new(261, null), new(280, 88), new(253, null), new(294, 26), new(254, 27), new(300, 262), new(301, 263),
        // Changes of folders, which Landlock refuses too: mknod, mknodat, link, linkat, symlink, symlinkat, rename, renameat, renameat2, unlink, unlinkat, mkdir, mkdirat, rmdir, truncate, creat.
        new(133, null), new(259, 33), new(86, null), new(265, 37), new(88, null), new(266, 36), new(82, null), new(264, 38), new(316, 276),
        new(87, null), new(263, 35), new(83, null), new(258, 34), new(84, null), new(76, 45), new(85, null),
        // Memory and messages that processes share: shmget, shmat, shmctl, semget, semctl, semop, semtimedop, msgget, msgsnd, msgrcv, msgctl, mq_open, mq_unlink, memfd_secret.
        new(29, 194), new(30, 196), new(31, 195), new(64, 190), new(66, 191), new(65, 193), new(220, 192), new(68, 186), new(69, 189), new(70, 188), new(71, 187), new(240, 180), new(241, 181), new(447),
    ];
}
