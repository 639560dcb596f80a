//! Room in a thread's heap before it is needed.
//!
//! glibc's `malloc` grows the heap of every thread but the first by single pages, with a system call
//! for each (`sysmalloc` and `grow_heap` in its `malloc/arena.c`), so a program that starts makes
//! hundreds of them until its first answer. What a heap has grown to once it may use again without
//! asking. Must not know what the room is for.

/// Less than what `malloc` asks of the system by itself (`M_MMAP_THRESHOLD`).
const BLOCK: usize = 64 << 10;

/// Lets this thread's heap grow by some KiB. Pages that nobody writes to take no memory.
pub fn make_room(kilobytes: usize) {
    let blocks: Vec<Vec<u8>> = (0..(kilobytes << 10) / BLOCK).map(|_| Vec::with_capacity(BLOCK)).collect();
    // Else the compiler sees that nobody uses them.
    std::hint::black_box(&blocks);
}
