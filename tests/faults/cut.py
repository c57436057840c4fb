#!/usr/bin/env python3
"""Cuts the power of one mounted ext4 or XFS: cut.py MOUNT

Everything that is not on its disk by now is lost, also what stands in its journal's memory, and every later call
fails: EXT4_IOC_SHUTDOWN with NOLOGFLUSH, which both file systems know, as `xfs_io -x -c shutdown` does.
"""
import fcntl
import os
import struct
import sys

SHUTDOWN = (2 << 30) | (4 << 16) | (ord("X") << 8) | 125  # _IOR('X', 125, __u32)
NO_LOG_FLUSH = 2

fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
